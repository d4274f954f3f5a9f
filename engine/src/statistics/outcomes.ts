import type { Sample } from './sample.ts';

/** Outcome of a decision at each row if it were long and if it were short: 1 or 0 for hits, a return, … NaN where unknown. */
export interface Outcomes {
  readonly long: Sample;
  readonly short: Sample;
}

/** Hit or not, per direction: a forward return in the direction that is larger than the costs. NaN stays NaN. */
export function hitOutcomes(returns: Sample, costs: number): Outcomes {
  const long = new Float64Array(returns.length);
  const short = new Float64Array(returns.length);
  for (let i = 0; i < returns.length; i++) {
    const r = returns[i];
    long[i] = r !== r ? NaN : r > costs ? 1 : 0;
    short[i] = r !== r ? NaN : -r > costs ? 1 : 0;
  }
  return { long, short };
}

/**
 * By how much a decision hits in its direction rather than in the other one: 1 where it hits, −1 where the opposite decision would, 0
 * where the move pays the costs of neither. Bars that only move more hit more often both ways, which cancels here. NaN stays NaN.
 */
export function marginOutcomes(returns: Sample, costs: number): Outcomes {
  const { long: up, short: down } = hitOutcomes(returns, costs);
  const difference = (a: Sample, b: Sample): Float64Array => Float64Array.from(a, (hit, i) => hit - b[i]);
  return { long: difference(up, down), short: difference(down, up) };
}

/** Net return per direction: the forward return in the direction less the costs. NaN stays NaN. */
export function returnOutcomes(returns: Sample, costs: number): Outcomes {
  const long = new Float64Array(returns.length);
  const short = new Float64Array(returns.length);
  for (let i = 0; i < returns.length; i++) {
    long[i] = returns[i] - costs;
    short[i] = -returns[i] - costs;
  }
  return { long, short };
}
