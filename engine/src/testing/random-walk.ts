import type { Random } from '../numeric/random.ts';
import type { Prices } from '../statistics/forward-returns.ts';

/** Prices in which nothing can be found: steps of 0.2 % that do not depend on each other; bars have no wicks. */
export function randomWalk(rows: number, random: Random): Prices {
  const open = new Float64Array(rows);
  const close = new Float64Array(rows);
  let price = 100;
  for (let i = 0; i < rows; i++) {
    open[i] = price;
    price *= 1 + 0.002 * random.normal();
    close[i] = price;
  }
  return { open, close, high: close, low: close };
}
