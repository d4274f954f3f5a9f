import { exp } from '../numeric/exp.ts';
import { log } from '../numeric/log.ts';
import { logGamma } from './log-gamma.ts';

/** Terms of the continued fraction before giving up; it needs about √max(a, b) of them. */
const MOST_TERMS = 20_000;
const TINY = 1e-300;

/**
 * Regularised incomplete beta function I_x(a, b), the distribution function behind t, F and binomial tails.
 *
 * Source: Numerical Recipes §6.4 (continued fraction by Lentz's method, with the symmetry I_x(a,b) = 1 − I_{1−x}(b,a)).
 *
 * @param x in [0, 1]
 * @param a first shape, > 0
 * @param b second shape, > 0
 * @returns probability, relative error about 1e-12; NaN for arguments outside their range
 * @example incompleteBeta(0.5, 2, 2) // 0.5
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return NaN;
  if (x === 0 || x === 1) return x;
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(1 - x));
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return result;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
