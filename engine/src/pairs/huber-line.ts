import { HUBER_K, MAD_OF_NORMAL } from '../statistics/huber.ts';
import { selectMiddle } from './select-middle.ts';

const sqrt = Math.sqrt;
const abs = Math.abs;

/** Steps stop when the line moves by less than this share of the scale anywhere within one deviation of x. */
const TOLERANCE = 1e-4;
const MOST_STEPS = 50;
const NEWTON_STEPS = 15;
/** How far the scale may lie from its first guess, and from what it was one step before, for most points to be left unsorted. */
const FIRST_BAND = 0.3;
const LATER_BAND = 0.1;

/**
 * Huber's fit of one line to one window, over and over without allocating: what statistics/huber.ts computes for any number of
 * regressors, here for one, on centred values and in place. Their agreement is a test (pair-lane.spec.ts).
 */
export class HuberLine {
  intercept = NaN;
  slope = NaN;
  /** Standard error of the slope (Huber's H1). */
  error = NaN;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  /** |residual| per point. */
  readonly #size: Float64Array;
  readonly #part: Float64Array;
  readonly #beyond: Int32Array;
  readonly #lost = new Float64Array(7);

  /** @param n most points that will be fitted */
  constructor(n: number) {
    this.#x = new Float64Array(n);
    this.#y = new Float64Array(n);
    this.#size = new Float64Array(n);
    this.#part = new Float64Array(n + 1);
    this.#beyond = new Int32Array(n + 1);
  }

  /** Fits rows [from, to); all NaN where a value is missing or x does not move. */
  fit(x: Float64Array, y: Float64Array, from: number, to: number): void {
    const n = to - from;
    let mx = 0;
    let my = 0;
    for (let i = from; i < to; i++) {
      mx += x[i];
      my += y[i];
    }
    mx /= n;
    my /= n;
    let sxx = 0;
    let sxy = 0;
    let syy = 0;
    for (let k = 0; k < n; k++) {
      const dx = x[from + k] - mx;
      const dy = y[from + k] - my;
      this.#x[k] = dx;
      this.#y[k] = dy;
      sxx += dx * dx;
      sxy += dx * dy;
      syy += dy * dy;
    }
    // A constant x leaves only the rounding of its mean.
    if (!(sxx > n * n * 1e-30 * mx * mx)) return this.#set(NaN, NaN, NaN);
    this.#iterate(n, sxx, sxy, syy);
    this.error *= 1 / sqrt(sxx);
    this.intercept += my - this.slope * mx;
  }

  /**
   * Steps until the line stands; leaves intercept (about the means), slope and the error's numerator.
   *
   * Newton's step: points within the limit count as they are, those beyond pull with the limit's force whatever their distance, so that
   * the line solves two equations in sums over all points (known, and 0 for x and y, which are centred) less those beyond. It ends where
   * reweighting ends, in a third of the steps. Should it go round in circles, reweighting takes over, which cannot.
   */
  #iterate(n: number, sxx: number, sxy: number, syy: number): void {
    const reach = sqrt(sxx / n);
    const lost = this.#lost;
    let a = 0;
    let b = sxy / sxx;
    // Of residuals that are normal the scale is their deviation.
    let scale = this.#scale(n, a, b, sqrt((syy - b * sxy) / n), FIRST_BAND);
    for (let step = 0; step < MOST_STEPS && scale > 0; step++) {
      const limit = HUBER_K * scale;
      this.#beyondLimit(n, a, b, limit, step < NEWTON_STEPS);
      const w = n - lost[0];
      const wx = -lost[1];
      const wy = -lost[2] + limit * lost[5];
      const wxx = sxx - lost[3];
      const wxy = sxy - lost[4] + limit * lost[6];
      const slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
      const intercept = (wy - slope * wx) / w;
      const moved = abs(intercept - a) + abs(slope - b) * reach;
      if (!(moved >= 0)) break;
      a = intercept;
      b = slope;
      scale = this.#scale(n, a, b, scale, LATER_BAND);
      if (moved < TOLERANCE * scale) break;
    }
    this.#set(a, b, this.#deviation(n, scale));
  }

  /**
   * Over the points beyond the limit: Σ share·[1, x, y, x², x·y], and Σ sign·[1, x] of the pull that is left. A Newton step leaves them out
   * (share 1) but for their pull; reweighting leaves out the share 1 − limit/|residual| and has no pull beside.
   */
  #beyondLimit(n: number, a: number, b: number, limit: number, newton: boolean): void {
    const size = this.#size;
    const beyond = this.#beyond;
    const lost = this.#lost;
    let count = 0;
    // Written for every point and kept for outliers: which ones are cannot be predicted, and a wrong guess costs more.
    for (let k = 0; k < n; k++) {
      beyond[count] = k;
      count += size[k] > limit ? 1 : 0;
    }
    lost.fill(0);
    for (let c = 0; c < count; c++) {
      const k = beyond[c];
      const x = this.#x[k];
      const y = this.#y[k];
      const share = newton ? 1 : 1 - limit / size[k];
      lost[0] += share;
      lost[1] += share * x;
      lost[2] += share * y;
      lost[3] += share * x * x;
      lost[4] += share * x * y;
      if (!newton) continue;
      const sign = y - a - b * x > 0 ? 1 : -1;
      lost[5] += sign;
      lost[6] += sign * x;
    }
  }

  /** Median of |residual| / 0.6745; leaves the sizes in order of rows. `guess` is what it is likely to be, within ± `band`. */
  #scale(n: number, a: number, b: number, guess: number, band: number): number {
    const x = this.#x;
    const y = this.#y;
    const size = this.#size;
    for (let k = 0; k < n; k++) size[k] = abs(y[k] - a - b * x[k]);
    return this.#median(n, guess * MAD_OF_NORMAL, band) / MAD_OF_NORMAL;
  }

  /** The median hardly moves from step to step: only what lies near the last one is sorted out. */
  #median(n: number, near: number, band: number): number {
    const size = this.#size;
    const part = this.#part;
    const low = (1 - band) * near;
    const high = (1 + band) * near;
    let below = 0;
    let inside = 0;
    for (let k = 0; k < n; k++) {
      part[inside] = size[k];
      below += size[k] < low ? 1 : 0;
      inside += size[k] >= low && size[k] <= high ? 1 : 0;
    }
    const upper = (n >> 1) - below;
    if (upper >= 1 && upper < inside) return selectMiddle(part, inside, upper, n % 2 === 0);
    part.set(size.subarray(0, n));
    return selectMiddle(part, n, n >> 1, n % 2 === 0);
  }

  /** K·s·√(Σψ²/(n − 2)) / mean ψ′: times 1/√Sxx it is the standard error of the slope. */
  #deviation(n: number, scale: number): number {
    if (!(scale > 0)) return 0 * scale;
    let squares = 0;
    let inside = 0;
    for (let k = 0; k < n; k++) {
      const u = this.#size[k] / scale;
      if (u <= HUBER_K) {
        squares += u * u;
        inside++;
      } else squares += HUBER_K * HUBER_K;
    }
    const m = inside / n;
    const correction = 1 + ((2 / n) * (1 - m)) / m;
    return (correction * scale * sqrt(squares / (n - 2))) / m;
  }

  #set(intercept: number, slope: number, error: number): void {
    this.intercept = intercept;
    this.slope = slope;
    this.error = error;
  }
}
