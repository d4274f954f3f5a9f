import { requireBetween, type Sample } from './sample.ts';

/** What remains significant after correcting for how many things were tested. */
export interface FalseDiscoveryControl {
  /** 1 where the hypothesis is rejected (the signal is called significant), else 0; same order as the p-values. */
  significant: Uint8Array;
  /** Smallest false discovery rate at which each would still be called significant; NaN where p was NaN. */
  adjusted: Float64Array;
  /** Largest p-value that was called significant; NaN when none was. */
  threshold: number;
  /** How many hypotheses were tested: p-values that are not NaN. */
  tested: number;
  discoveries: number;
  /** The stated rate. */
  rate: number;
}

/**
 * Benjamini–Hochberg: among what is called significant, the expected share of false calls is at most `rate`.
 * It holds for independent and positively dependent tests; `arbitrary` dependence (Benjamini–Yekutieli) divides the
 * rate by 1 + 1/2 + … + 1/m, which holds always.
 *
 * Source: Y. Benjamini, Y. Hochberg, JRSS B 57 (1995); Y. Benjamini, D. Yekutieli, Ann. Statist. 29 (2001).
 *
 * @param pValues one per hypothesis; NaN (could not be tested) is never significant and does not count as tested
 * @param rate stated false discovery rate, between 0 and 1
 * @throws HindcastError STATISTICS_SETTING for a rate or a p-value outside [0, 1]
 * @example benjaminiHochberg([0.01, 0.02, 0.9]).discoveries // 2
 */
export function benjaminiHochberg(
  pValues: Sample,
  rate = 0.05,
  dependence: 'positive' | 'arbitrary' = 'positive',
): FalseDiscoveryControl {
  requireBetween(rate, 0, 1, 'rate');
  const order = rankedTests(pValues);
  const tested = order.length;
  const penalty = dependence === 'arbitrary' ? harmonic(tested) : 1;
  const significant = new Uint8Array(pValues.length);
  const adjusted = new Float64Array(pValues.length).fill(NaN);
  let discoveries = 0;
  let smallest = 1;
  for (let rank = tested; rank >= 1; rank--) {
    const i = order[rank - 1];
    const raw = (pValues[i] * tested * penalty) / rank;
    if (raw < smallest) smallest = raw;
    adjusted[i] = smallest;
    // Step up: the largest rank that passes carries all smaller ones with it.
    if (smallest <= rate) {
      significant[i] = 1;
      discoveries++;
    }
  }
  const threshold = discoveries > 0 ? pValues[order[discoveries - 1]] : NaN;
  return { significant, adjusted, threshold, tested, discoveries, rate };
}

/** Indices of the testable p-values, smallest first, ties in order. */
function rankedTests(pValues: Sample): number[] {
  const order: number[] = [];
  for (let i = 0; i < pValues.length; i++) {
    const p = pValues[i];
    if (p !== p) continue;
    requireBetween(p, 0, 1, `pValues[${i}]`);
    order.push(i);
  }
  return order.sort((a, b) => pValues[a] - pValues[b] || a - b);
}

function harmonic(count: number): number {
  let sum = 0;
  for (let i = count; i >= 1; i--) sum += 1 / i;
  return sum;
}
