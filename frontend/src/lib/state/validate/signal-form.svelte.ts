import { numbersOf, problemOf, problemOfList } from './number-field.ts';
import type { NewValidation } from './wire.ts';

export type SignalRequest = Omit<NewValidation, 'dataset' | 'timeframe' | 'symbols' | 'venue'>;

const COSTS = { least: 0, most: 10_000 };
const HORIZON = { least: 1, most: 10_000, whole: true };
const MOST_HORIZONS = 16;

/** What signals are validated with. */
export class SignalForm {
  expressions = $state('');
  direction = $state<NonNullable<NewValidation['direction']>>('bias');
  costs = $state('12');
  horizons = $state('');
  seed = $state('');
  /** Whether a hand has been on it: what was typed is not replaced by what was studied last. */
  touched = $state(false);

  readonly lines = $derived(
    this.expressions
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );
  readonly problems = $derived({
    costs: problemOf(this.costs, COSTS),
    horizons: problemOfList(this.horizons, HORIZON, MOST_HORIZONS),
  });

  /** What is asked, or null while a field holds what cannot be asked. */
  get request(): SignalRequest | null {
    if (Object.values(this.problems).some((problem) => problem !== null)) return null;
    const horizons = numbersOf(this.horizons);
    const seed = this.seed.trim();
    return {
      direction: this.direction,
      costsBps: Number(this.costs),
      rate: 0.05,
      ...(this.lines.length > 0 ? { expressions: this.lines } : {}),
      ...(horizons.length > 0 ? { horizons } : {}),
      ...(seed === '' ? {} : { seed }),
    };
  }

  restore({
    expressions = [],
    direction = 'bias',
    costsBps = 12,
    horizons = [],
    seed = '',
  }: SignalRequest): void {
    this.expressions = expressions.join('\n');
    this.direction = direction;
    this.costs = String(costsBps);
    this.horizons = horizons.join(', ');
    this.seed = seed;
  }
}
