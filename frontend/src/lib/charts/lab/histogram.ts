/** One bar of a histogram: values from (included) to (excluded); the last holds its upper end too. */
export interface Bin {
  from: number;
  to: number;
  count: number;
  /** Holds what lies further out as well. */
  open: 'low' | 'high' | null;
}

const MOST_BINS = 60;
const FEWEST_BINS = 8;
/** What lies beyond these shares is put into the outer bars, so that one trade does not flatten all others. */
const TAIL = 0.01;
/** Below this many values every one counts as ordinary. */
const FEW = 100;

/** A round number of about this size: 1, 2, 2.5 or 5 times a power of ten. */
export function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const [factor] = [1, 2, 2.5, 5].filter((one) => one * power >= size);
  return (factor ?? 10) * power;
}

/**
 * Bars of equal, round width with an edge at zero, so that gains and losses never share one. The width is Freedman's
 * and Diaconis' 2·IQR / ∛n, within reason.
 */
export function histogram(values: readonly number[]): Bin[] {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const n = sorted.length;
  if (n === 0) return [];
  const at = (share: number): number => sorted[Math.min(n - 1, Math.floor(share * n))];
  const [low, high] = n < FEW ? [sorted[0], sorted[n - 1]] : [at(TAIL), at(1 - TAIL)];
  const span = high - low || Math.abs(high) || 1;
  const wanted = (2 * (at(0.75) - at(0.25))) / Math.cbrt(n) || span / FEWEST_BINS;
  const step = roundStep(Math.min(span / FEWEST_BINS, Math.max(span / MOST_BINS, wanted)));
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.floor(high / step) + 1);
  const bins = Array.from({ length: last - first }, (_, k): Bin => {
    const from = (first + k) * step;
    return { from, to: from + step, count: 0, open: null };
  });
  for (const value of sorted) {
    const k = Math.floor(value / step) - first;
    if (k < 0) bins[0].open = 'low';
    if (k >= bins.length) bins[bins.length - 1].open = 'high';
    bins[Math.min(bins.length - 1, Math.max(0, k))].count++;
  }
  return bins;
}
