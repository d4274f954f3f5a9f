import { refuse, type Answer } from '../statistics/answer.ts';
import type { Sample } from '../statistics/sample.ts';

/** y = intercept + slope·x by least squares. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** Standard error of the slope. */
  readonly error: number;
  readonly rSquared: number;
}

/**
 * Least squares of one series on one other, in two passes about the means: what statistics/least-squares.ts computes for any number of
 * regressors with all its digits, here fast enough for a scan over thousands of pairs. Their agreement is a test.
 *
 * @returns the line, or a sentence: fewer than 3 rows, an x (or y) that does not move
 * @example fitLine([1, 3, 5], [0, 1, 2]) // slope 2, intercept 1
 */
export function fitLine(y: Sample, x: Sample, from = 0, to = y.length): Answer<Line> {
  const n = to - from;
  if (n < 3) return refuse(`${n} common observations are too few for a hedge ratio.`);
  let mx = 0;
  let my = 0;
  for (let i = from; i < to; i++) {
    mx += x[i];
    my += y[i];
  }
  mx /= n;
  my /= n;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let i = from; i < to; i++) {
    const dx = x[i] - mx;
    const dy = y[i] - my;
    sxx += dx * dx;
    syy += dy * dy;
    sxy += dx * dy;
  }
  // A constant leaves only the rounding of its mean.
  const nothing = n * n * 1e-30;
  if (!(sxx > nothing * mx * mx))
    return refuse('The regressor x never moves, so that there is no hedge ratio.');
  if (!(syy > nothing * my * my))
    return refuse('The dependent y never moves, so that there is nothing to hedge.');
  const slope = sxy / sxx;
  const left = Math.max(0, syy - slope * sxy);
  return {
    ok: true,
    slope,
    intercept: my - slope * mx,
    error: Math.sqrt(left / ((n - 2) * sxx)),
    rSquared: 1 - left / syy,
  };
}
