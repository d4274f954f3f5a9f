import { exp } from '../numeric/exp.ts';

/**
 * Tail of Kolmogorov's distribution: P(sup |Brownian bridge| > x) = 2·Σ (−1)^(k+1)·e^(−2k²x²).
 *
 * @returns in [0, 1]; 1.3581 gives 0.05
 */
export function kolmogorovTail(x: number): number {
  if (x !== x) return NaN;
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-17) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
