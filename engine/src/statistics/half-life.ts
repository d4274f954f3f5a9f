import { log } from '../numeric/log.ts';
import { refuse, type Answer } from './answer.ts';
import type { Sample } from './sample.ts';

/** How fast a series comes back to its mean. */
export interface Reversion {
  /** Bars until half of a deviation is gone; 0 where less than one bar does it. */
  readonly halfLife: number;
  /** Share of a deviation that is left one bar later. */
  readonly persistence: number;
  /** What it comes back to, in units of the series. */
  readonly mean: number;
}

/**
 * Half-life of a mean-reverting series from its first-order autoregression x[t] = c + φ·x[t−1] + ε (least squares):
 * −ln 2 / ln φ bars. It is the exact discrete form; the common −ln 2 / (φ − 1) is its limit for slow reversion.
 *
 * Source: E. P. Chan, Algorithmic Trading (2013), ch. 2, for the use; J. D. Hamilton, Time Series Analysis (1994), §3.4.
 *
 * @param values in time order; pairs with a hole in them are left out
 * @returns the reversion, or a sentence: too few values, a constant, a series that does not come back (φ ≥ 1)
 * @example halfLife(spread) // { ok: true, halfLife: 19.7, persistence: 0.965, mean: 0.01 }
 */
export function halfLife(values: Sample): Answer<Reversion> {
  let n = 0;
  let meanBefore = 0;
  let meanAfter = 0;
  let squares = 0;
  let products = 0;
  for (let i = 1; i < values.length; i++) {
    const before = values[i - 1];
    const after = values[i];
    if (!(before - before === 0) || !(after - after === 0)) continue;
    n++;
    const d = before - meanBefore;
    meanBefore += d / n;
    meanAfter += (after - meanAfter) / n;
    squares += d * (before - meanBefore);
    products += d * (after - meanAfter);
  }
  if (n < 3) return refuse(`${n} pairs of neighbouring values are too few for a half-life.`);
  if (!(squares > 0))
    return refuse('The series never changes, so that there is nothing that could come back.');
  const persistence = products / squares;
  if (persistence >= 1)
    return refuse('The series does not come back to a mean: a deviation grows instead of fading.');
  const mean = (meanAfter - persistence * meanBefore) / (1 - persistence);
  return { ok: true, halfLife: persistence > 0 ? -Math.LN2 / log(persistence) : 0, persistence, mean };
}
