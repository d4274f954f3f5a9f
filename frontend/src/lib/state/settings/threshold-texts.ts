import type { ThresholdField } from './wire.ts';

/** What one has typed into the fields, as text, by the path that the server calls them. */
export type Texts = Readonly<Record<string, string>>;

export const GLOBAL = 'thresholds.global';

/** Where the thresholds of a symbol are, or the global ones when there is none. */
export const baseOf = (symbol: string): string => (symbol === '' ? GLOBAL : `thresholds.symbols.${symbol}`);

export const pathOf = (symbol: string, section: string, name: string): string =>
  `${baseOf(symbol)}.${section}.${name}`;

/** A value as it stands in its field. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === undefined ? '' : String(value as number);
}

/** What a text stands for; what is no number goes to the server as it is, and the server says so. */
export function valueOf(text: string, { kind }: ThresholdField): unknown {
  const number = (word: string): unknown =>
    word.trim() !== '' && !Number.isNaN(Number(word)) ? Number(word) : word;
  const words = text.split(/[\s,;]+/).filter(Boolean);
  if (kind === 'switch') return text === 'on';
  if (kind === 'symbols') return words;
  return kind === 'numbers' ? words.map(number) : number(text.trim());
}

/** Whether two say other things; an empty field says nothing. */
export const differ = (some: Texts, others: Texts): boolean =>
  [...Object.keys(some), ...Object.keys(others)].some((path) => (some[path] ?? '') !== (others[path] ?? ''));

/** Symbols that have something of their own. */
export function symbolsIn(texts: Texts): string[] {
  const own = /^thresholds\.symbols\.(.+)\.\w+\.\w+$/;
  const paths = Object.keys(texts).filter((path) => texts[path] !== '');
  return [...new Set(paths.flatMap((path) => own.exec(path)?.[1] ?? []))].sort();
}
