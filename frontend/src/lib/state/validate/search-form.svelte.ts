import { strategyIdOf, strategyText } from '$lib/components/validate/strategy-choice.ts';
import { suggestedDimensions } from '$lib/components/validate/strategy-values.ts';
import { problemOf } from './number-field.ts';
import type { NewSweep, Objective } from './wire.ts';

export type SearchRequest = Pick<
  NewSweep,
  'strategy' | 'vary' | 'method' | 'trials' | 'objective' | 'minTrades' | 'seed'
>;

const FIRST = 'confluence-follow';
/** The strategy of a study that is none of this browser's. */
export const STUDIED = 'studied';
const TRIALS = { least: 1, most: 100_000, whole: true };
const LEAST_TRADES = { least: 0, most: 1_000_000, whole: true };

/** What a sweep and a walk-forward are asked with: a strategy, what varies, how it is searched. */
export class SearchForm {
  #strategy = $state('');
  #studied = $state('');
  vary = $state('');
  method = $state<'grid' | 'random' | 'bayes'>('grid');
  trials = $state('200');
  objective = $state<Objective>('sharpe');
  minTrades = $state('10');
  seed = $state('');
  /** Whether a hand has been on it: what was typed is not replaced by what was studied last. */
  touched = $state(false);

  constructor() {
    this.#choose(FIRST);
  }

  get strategy(): string {
    return this.#strategy;
  }
  /** Text of a strategy that was studied and is neither shipped nor a draft of this browser; empty where there is none. */
  get studied(): string {
    return this.#studied;
  }
  readonly text = $derived(this.#strategy === STUDIED ? this.#studied : strategyText(this.#strategy));
  readonly lines = $derived(
    this.vary
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );
  readonly problems = $derived({
    trials: this.method === 'grid' ? null : problemOf(this.trials, TRIALS),
    minTrades: problemOf(this.minTrades, LEAST_TRADES),
  });

  choose(id: string): void {
    this.touched = true;
    this.#choose(id);
  }

  #choose(id: string): void {
    this.#strategy = id;
    this.vary = suggestedDimensions(id === STUDIED ? this.#studied : strategyText(id)).join('\n');
  }

  /** What requests have in common, or null while a field holds what cannot be asked. */
  get request(): SearchRequest | null {
    const { text: strategy, lines: vary, method, objective } = this;
    const wrong = Object.values(this.problems).some((problem) => problem !== null);
    if (wrong || vary.length === 0 || strategy === '') return null;
    const seed = this.seed.trim();
    return {
      strategy,
      vary,
      method,
      objective,
      minTrades: Number(this.minTrades),
      ...(method === 'grid' ? {} : { trials: Number(this.trials) }),
      ...(seed === '' ? {} : { seed }),
    };
  }

  restore(request: SearchRequest): void {
    const { strategy, vary, method = 'grid', trials = 200, objective = 'sharpe', minTrades = 20 } = request;
    const known = strategyIdOf(strategy);
    if (known === undefined) this.#studied = strategy;
    this.#strategy = known ?? STUDIED;
    this.vary = vary.join('\n');
    this.method = method;
    this.trials = String(trials);
    this.objective = objective;
    this.minTrades = String(minTrades);
    this.seed = request.seed ?? '';
  }
}
