import { SHIPPED_STRATEGIES } from './shipped.ts';

/*
 * A strategy in a link: the id of a shipped one, `none`, or `text.` and the file itself. Undefined is the
 * server's own choice; a link names what that was.
 */
const NONE = 'none';
const TEXT = 'text.';

export function strategyWord(text: string | null | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text === null) return NONE;
  return SHIPPED_STRATEGIES.find((strategy) => strategy.text === text)?.id ?? TEXT + encode(text);
}

/** The id of the shipped strategy that calls itself so. */
export const shippedId = (name: string | undefined): string | undefined =>
  SHIPPED_STRATEGIES.find((strategy) => strategy.name === name)?.id;

/** The file that a word of a link stands for; a `problem` when it stands for none here. */
export function strategyOf(word: string): { text: string | null } | { problem: string } {
  if (word === NONE) return { text: null };
  if (word.startsWith(TEXT)) {
    const text = decode(word.slice(TEXT.length));
    return text === null ? { problem: 'The strategy in the link is damaged.' } : { text };
  }
  const shipped = SHIPPED_STRATEGIES.find((strategy) => strategy.id === word);
  return shipped ? { text: shipped.text } : { problem: `There is no strategy "${word}" here.` };
}

/** The file that a word of a link holds itself; null for a word that names one, or is damaged. */
export const textIn = (word: string): string | null =>
  word.startsWith(TEXT) ? decode(word.slice(TEXT.length)) : null;

function encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function decode(word: string): string | null {
  try {
    const binary = atob(word.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
