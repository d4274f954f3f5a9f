import type { Failure } from '$lib/realtime/failure.ts';
import { baseOf, differ, GLOBAL, pathOf, symbolsIn, textOf, valueOf, type Texts } from './threshold-texts.ts';
import type { ThresholdField, Thresholds, ThresholdSection, ThresholdValue } from './wire.ts';

const PLACE = /^(thresholds\.\S+): (.+)$/s;

/** Thresholds as they are being changed: an empty field is the default. They go to the server together. */
export class ThresholdDraft {
  readonly #sections: readonly ThresholdSection[];
  #held = $state.raw<Texts>({});
  #texts = $state.raw<Texts>({});
  /** The symbol whose own thresholds are shown; empty for those of all. */
  symbol = $state('');
  #refused = $state.raw<{ path: string; sentence: string } | null>(null);

  constructor(sections: readonly ThresholdSection[], thresholds: Thresholds) {
    this.#sections = sections;
    this.hold(thresholds);
  }

  get sections(): readonly ThresholdSection[] {
    return this.symbol === '' ? this.#sections : this.#sections.filter(({ perSymbol }) => perSymbol);
  }
  get changed(): boolean {
    return differ(this.#texts, this.#held);
  }
  /** Symbols with thresholds of their own. */
  get symbols(): readonly string[] {
    return symbolsIn(this.#texts);
  }
  /** What was refused and belongs to no field that is shown. */
  get refused(): string | null {
    const { path, sentence } = this.#refused ?? {};
    const shown = this.sections.some(({ name, fields }) =>
      fields.some((field) => pathOf(this.symbol, name, field.name) === path),
    );
    return shown || !sentence ? null : sentence;
  }

  text(section: string, name: string): string {
    return this.#texts[pathOf(this.symbol, section, name)] ?? '';
  }
  /** What holds while the field is empty. */
  fallback(section: string, field: ThresholdField): string {
    const global = this.symbol === '' ? '' : (this.#texts[pathOf('', section, field.name)] ?? '');
    return global || textOf(field.default);
  }
  problem(section: string, name: string): string | null {
    return this.#refused?.path === pathOf(this.symbol, section, name) ? this.#refused.sentence : null;
  }

  type(section: string, name: string, text: string): void {
    const path = pathOf(this.symbol, section, name);
    this.#texts = { ...this.#texts, [path]: text };
    if (this.#refused?.path === path) this.#refused = null;
  }
  /** Back to what holds when nothing is set, for the symbol that is shown or for all. */
  clear(): void {
    const base = `${baseOf(this.symbol)}.`;
    this.#texts = Object.fromEntries(Object.entries(this.#texts).filter(([path]) => !path.startsWith(base)));
    this.#refused = null;
  }
  /** What is on the server again. */
  discard(): void {
    this.#texts = this.#held;
    this.#refused = null;
  }

  /** Takes what the server holds. */
  hold({ global, symbols }: Thresholds): void {
    const texts: Record<string, string> = {};
    for (const [symbol, own] of [['', global] as const, ...Object.entries(symbols)]) {
      for (const [section, values] of Object.entries(own)) {
        for (const [name, value] of Object.entries(values))
          texts[pathOf(symbol, section, name)] = textOf(value);
      }
    }
    this.#held = this.#texts = texts;
    this.#refused = null;
  }

  /** What goes to the server. */
  get thresholds(): Thresholds {
    const symbols = this.symbols.map((symbol) => [symbol, this.#own(symbol)] as const);
    return { global: this.#own(''), symbols: Object.fromEntries(symbols) } as Thresholds;
  }

  /** Shows what the server refused where it stands. */
  refuse(failure: Failure): void {
    const [, path, sentence] = PLACE.exec(failure.message) ?? ['', '', failure.message];
    this.#refused = { path, sentence: `${sentence} ${failure.action}` };
    if (path.startsWith(`${GLOBAL}.`)) this.symbol = '';
    else this.symbol = this.symbols.find((symbol) => path.startsWith(`${baseOf(symbol)}.`)) ?? this.symbol;
  }

  #own(symbol: string): Record<string, Record<string, ThresholdValue>> {
    const own: Record<string, Record<string, unknown>> = {};
    for (const { name, fields } of this.#sections) {
      for (const field of fields) {
        const text = this.#texts[pathOf(symbol, name, field.name)] ?? '';
        if (text.trim() !== '') (own[name] ??= {})[field.name] = valueOf(text, field);
      }
    }
    return own as Record<string, Record<string, ThresholdValue>>;
  }
}
