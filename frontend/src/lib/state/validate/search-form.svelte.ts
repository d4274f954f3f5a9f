import { strategyText } from '$lib/components/validate/strategy-choice.ts';
import { suggestedDimensions } from '$lib/components/validate/strategy-values.ts';

const FIRST = 'confluence-follow';

/** What a sweep and a walk-forward are asked with: a strategy, what varies, how it is searched. */
export class SearchForm {
  #strategy = $state('');
  vary = $state('');
  method = $state<'grid' | 'random' | 'bayes'>('grid');
  trials = $state('200');
  objective = $state<'sharpe' | 'netPnl' | 'hitRateLow' | 'profitFactor'>('sharpe');
  minTrades = $state('10');

  constructor() {
    this.choose(FIRST);
  }

  get strategy(): string {
    return this.#strategy;
  }
  readonly text = $derived(strategyText(this.#strategy));
  readonly lines = $derived(
    this.vary
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );
  readonly names = $derived(this.lines.map((line) => line.split('=')[0].trim()));

  choose(id: string): void {
    this.#strategy = id;
    this.vary = suggestedDimensions(strategyText(id)).join('\n');
  }

  /** What requests have in common. */
  get request() {
    const { text: strategy, lines: vary, method, objective } = this;
    return {
      strategy,
      vary,
      method,
      objective,
      minTrades: Math.max(0, Math.round(Number(this.minTrades) || 0)),
      ...(method === 'grid' ? {} : { trials: Math.max(1, Math.round(Number(this.trials) || 1)) }),
    };
  }
}
