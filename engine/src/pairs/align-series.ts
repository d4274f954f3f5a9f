import { refuse, type Answer } from '../statistics/answer.ts';
import type { Sample } from '../statistics/sample.ts';

/** Two series on the times that both have. */
export interface AlignedPair {
  readonly times: Float64Array;
  readonly y: Float64Array;
  readonly x: Float64Array;
  /** Observations of y and of x that had no finite partner at the same time. */
  readonly droppedY: number;
  readonly droppedX: number;
}

/**
 * Joins two series on equal times (a market that trades at night against one that does not, two uploads with different gaps).
 * Only what both have, and have as a finite number, is kept; nothing is carried forward, because a stale price makes a spread revert that
 * never traded.
 *
 * @param yTimes UTC ms, strictly increasing
 * @returns the common rows, or a sentence: times out of order, nothing in common
 * @example alignSeries([0, 60_000], [1, 2], [60_000, 120_000], [5, 6]) // one row: 2 and 5
 */
export function alignSeries(yTimes: Sample, y: Sample, xTimes: Sample, x: Sample): Answer<AlignedPair> {
  const disorder = outOfOrder(yTimes) ?? outOfOrder(xTimes);
  if (disorder !== undefined)
    return refuse(`Time ${disorder} of a series does not come after the one before it.`);
  const times: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0, j = 0; i < yTimes.length && j < xTimes.length;) {
    if (yTimes[i] < xTimes[j]) i++;
    else if (xTimes[j] < yTimes[i]) j++;
    else {
      if (Number.isFinite(y[i]) && Number.isFinite(x[j])) {
        times.push(yTimes[i]);
        left.push(y[i]);
        right.push(x[j]);
      }
      i++;
      j++;
    }
  }
  if (times.length === 0)
    return refuse(`The two series (${yTimes.length} and ${xTimes.length} values) have no time in common.`);
  return {
    ok: true,
    times: Float64Array.from(times),
    y: Float64Array.from(left),
    x: Float64Array.from(right),
    droppedY: yTimes.length - times.length,
    droppedX: xTimes.length - times.length,
  };
}

/** Index of the first time that is not after its predecessor. */
function outOfOrder(times: Sample): number | undefined {
  for (let i = 1; i < times.length; i++) if (!(times[i] > times[i - 1])) return i;
  return undefined;
}
