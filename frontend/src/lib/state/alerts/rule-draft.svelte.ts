import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { StrategyProblem } from '$lib/state/lab/wire.ts';
import { problemsOf } from './condition-check.ts';
import type { RuleTemplate } from './rule-templates.ts';
import type { NewRule, PreviewRequest, QuietHours, Rule, RuleBody, RulePreview, Timeframe } from './wire.ts';

export interface ThresholdField {
  name: string;
  value: number | null;
}
/** Other numbers on some lanes; an empty word stands for all, a missing number for the global one. */
export interface OverrideField {
  symbol: string;
  timeframe: Timeframe | '';
  values: Record<string, number | null>;
}
export type Direction = NonNullable<PreviewRequest['direction']>;

/** Characters of a name; a rule without one is called by its condition. */
const MOST_NAME = 80;
const NO_PROBLEMS: readonly StrategyProblem[] = [];

/** A rule while it is being written: fields, faults, and what it would have done. */
export class RuleDraft {
  /** Of the stored rule that is being changed; null for a new one. */
  readonly id: string | null;
  name = $state('');
  when = $state('');
  release = $state('');
  severity = $state(2);
  cooldown = $state<number | null>(0);
  enabled = $state(true);
  symbols = $state.raw<readonly string[]>([]);
  venues = $state.raw<readonly string[]>([]);
  timeframes = $state.raw<readonly Timeframe[]>([]);
  quiet = $state.raw<QuietHours | null>(null);
  thresholds = $state<ThresholdField[]>([]);
  overrides = $state<OverrideField[]>([]);

  #problems = $state.raw<Record<'when' | 'release', readonly StrategyProblem[]>>({
    when: NO_PROBLEMS,
    release: NO_PROBLEMS,
  });
  #failure = $state.raw<Failure | null>(null);
  #preview = $state.raw<RulePreview | null>(null);
  #previewed = $state('');
  #previewing = $state(false);
  #asking: AbortController | undefined;

  constructor(rule?: Rule) {
    this.id = rule?.id ?? null;
    if (!rule) return;
    this.name = rule.name;
    this.when = rule.when;
    this.release = rule.release ?? '';
    this.severity = rule.severity ?? 2;
    this.cooldown = rule.cooldown ?? 0;
    this.enabled = rule.enabled;
    this.symbols = rule.symbols ?? [];
    this.venues = rule.venues ?? [];
    this.timeframes = rule.timeframes ?? [];
    this.quiet = rule.quiet ?? null;
    this.thresholds = fieldsOf(rule.thresholds ?? {});
    this.overrides = (rule.overrides ?? []).flatMap(({ symbols, timeframes, thresholds }) =>
      orAll(symbols).flatMap((symbol) =>
        orAll(timeframes).map((timeframe) => ({ symbol, timeframe, values: { ...thresholds } })),
      ),
    );
  }

  static from(template: RuleTemplate): RuleDraft {
    const draft = new RuleDraft();
    draft.name = template.title.replace(/^Tier \d, /, '').replace(/^./, (first) => first.toUpperCase());
    draft.when = template.when;
    draft.release = template.release ?? '';
    draft.severity = template.severity;
    draft.cooldown = 12;
    draft.thresholds = fieldsOf(template.thresholds ?? {});
    return draft;
  }

  /** What decides when it speaks. */
  readonly #condition = $derived.by(() => ({
    when: this.when,
    release: this.release.trim(),
    cooldown: this.cooldown ?? 0,
    symbols: [...this.symbols],
    venues: [...this.venues],
    timeframes: [...this.timeframes],
    thresholds: numbersOf(this.thresholds),
    overrides: this.overrides.map(({ symbol, timeframe, values }) => ({
      symbols: symbol === '' ? [] : [symbol],
      timeframes: timeframe === '' ? [] : [timeframe],
      thresholds: given(values, this.thresholds),
    })),
  }));
  readonly #rule: RuleBody = $derived({
    ...this.#condition,
    ...{ name: this.name.trim() || this.when.trim().slice(0, MOST_NAME), severity: this.severity },
  });
  readonly #spoken = $derived(JSON.stringify(this.#condition));
  /** The rule as the server takes it. */
  readonly body: NewRule = $derived({ ...this.#rule, enabled: this.enabled, quiet: this.quiet });

  get failure(): Failure | null {
    return this.#failure;
  }
  problemsIn(field: 'when' | 'release'): readonly StrategyProblem[] {
    return this.#problems[field];
  }
  /** What it would have done, as of the last time somebody asked. */
  get preview(): RulePreview | null {
    return this.#preview;
  }
  get previewing(): boolean {
    return this.#previewing;
  }
  /** Whether the rule has changed since it was previewed. */
  readonly outdated = $derived(this.#preview !== null && this.#previewed !== this.#spoken);
  readonly sound = $derived(
    this.when.trim() !== '' && this.#problems.when.length + this.#problems.release.length === 0,
  );

  /** Reads the conditions again. */
  async check(): Promise<void> {
    const thresholds = numbersOf(this.thresholds);
    const [when, release] = [this.when, this.release];
    const [ofWhen, ofRelease] = await Promise.all([
      when.trim() === '' ? NO_PROBLEMS : problemsOf(when, 'when', thresholds),
      release.trim() === '' ? NO_PROBLEMS : problemsOf(release, 'release', thresholds),
    ]);
    if (when === this.when && release === this.release) this.#problems = { when: ofWhen, release: ofRelease };
  }

  /** Asks what the rule would have done over a recording. */
  async ask(over: Omit<PreviewRequest, 'rule'>): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.#previewing = true;
    this.#failure = null;
    const spoken = this.#spoken;
    try {
      const body = { ...over, rule: this.#rule };
      const answer = await api.POST('/api/alerts/rules/preview', { body, signal: asking.signal });
      this.#preview = unwrap(answer);
      this.#previewed = spoken;
    } catch (thrown) {
      if (!asking.signal.aborted) this.#failure = Failure.from(thrown);
    } finally {
      if (asking === this.#asking) this.#previewing = false;
    }
  }

  /** Keeps what `work` refuses as the draft's failure; answers whether it was done. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.#failure = null;
      return true;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
      return false;
    }
  }

  stop(): void {
    this.#asking?.abort();
  }
}

const orAll = <T extends string>(words: readonly T[] | undefined): readonly (T | '')[] =>
  words && words.length > 0 ? words : [''];

const fieldsOf = (thresholds: Readonly<Record<string, number>>): ThresholdField[] =>
  Object.entries(thresholds).map(([name, value]) => ({ name, value }));

const numbersOf = (fields: readonly ThresholdField[]): Record<string, number> =>
  Object.fromEntries(
    fields.flatMap(({ name, value }) => (value === null || name === '' ? [] : [[name, value]])),
  );

/** Values of thresholds that exist, where one was given. */
const given = (
  values: Readonly<Record<string, number | null>>,
  fields: readonly ThresholdField[],
): Record<string, number> => numbersOf(fields.map(({ name }) => ({ name, value: values[name] ?? null })));
