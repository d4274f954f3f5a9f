import { correlation } from '../kernels/rolling-correlation.ts';

/**
 * The shift k in −maxLag…maxLag at which x, k rows earlier, correlates most with y over the n rows that end before
 * row `end`: above 0, x leads y. Of equal correlations the smallest shift wins. NaN where no shift has a correlation
 * (holes, constants, too short a history).
 */
export function leadLag(x: Float64Array, y: Float64Array, end: number, n: number, maxLag: number): number {
  let best = NaN;
  let highest = -Infinity;
  for (let step = 0; step <= 2 * maxLag; step++) {
    // 0, 1, −1, 2, −2, …: so that the smallest shift is tried first.
    const k = step % 2 === 1 ? (step + 1) / 2 : -step / 2;
    const r = k >= 0 ? shifted(x, y, end, n, k) : shifted(y, x, end, n, -k);
    if (r > highest) {
      highest = r;
      best = k === 0 ? 0 : k;
    }
  }
  return best;
}

/** Pearson r of x, k ≥ 0 rows earlier, and y over the last n − k rows: nothing from before the window. */
function shifted(x: Float64Array, y: Float64Array, end: number, n: number, k: number): number {
  const start = end - n;
  if (start < 0 || n - k < 3) return NaN;
  let mx = 0;
  let my = 0;
  for (let i = start + k; i < end; i++) {
    mx += x[i - k];
    my += y[i];
  }
  mx /= n - k;
  my /= n - k;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let i = start + k; i < end; i++) {
    const dx = x[i - k] - mx;
    const dy = y[i] - my;
    sxx += dx * dx;
    syy += dy * dy;
    sxy += dx * dy;
  }
  return correlation(sxx, syy, sxy);
}
