import { log } from '../numeric/log.ts';
import { exp } from '../numeric/exp.ts';
import { expectedMaximumSharpe } from './sharpe.ts';

/** Beyond this many independent trials the expected maximum is past eight standard errors. */
const MOST = 1e15;
const STEPS = 60;

/**
 * How many independent trials correlated ones come to: as many as are expected to show, at best, what these are expected to show at best.
 * A grid of near-identical variants comes to few, variants that have nothing to do with one another to as many as there are.
 *
 * The deflated Sharpe ratio counts independent trials (Bailey & López de Prado 2014, p. 9); this inverts their expected maximum, so that
 * the correlation need not be put into one figure.
 *
 * @param expectedMaximum of the trials' estimates where all are worthless, in standard errors of one
 * @returns number of trials, not whole, at least 1; NaN for NaN
 * @example effectiveTrials(2.5306) // 100
 */
export function effectiveTrials(expectedMaximum: number): number {
  if (!(expectedMaximum === expectedMaximum)) return NaN;
  let low = 0;
  let high = log(MOST);
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (expectedMaximumSharpe(exp(middle), 1) < expectedMaximum) low = middle;
    else high = middle;
  }
  // Below 1.3 trials the formula, which is meant for many, is negative.
  return expectedMaximum > 0 ? exp(low) : 1;
}
