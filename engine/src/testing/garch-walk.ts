import type { Random } from '../numeric/random.ts';
import type { Prices } from '../statistics/forward-returns.ts';

/**
 * Prices in which nothing can be found but how far they move: GARCH(1, 1) with α = 0.09 and β = 0.9, whose volatility, 0.2 % a step in
 * the long run, takes 69 bars to lose half of a shock; bars have no wicks.
 *
 * Source: T. Bollerslev, "Generalized autoregressive conditional heteroskedasticity", J. Econometrics 31 (1986).
 */
export function garchWalk(rows: number, random: Random): Prices {
  const open = new Float64Array(rows);
  const close = new Float64Array(rows);
  let price = 100;
  let variance = 1;
  let shock = 0;
  for (let i = 0; i < rows; i++) {
    variance = 0.01 + 0.09 * shock * shock + 0.9 * variance;
    shock = Math.sqrt(variance) * random.normal();
    open[i] = price;
    price *= 1 + 0.002 * shock;
    close[i] = price;
  }
  return { open, close, high: close, low: close };
}
