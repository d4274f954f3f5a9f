import { HindcastError } from '../errors.ts';

/** One step of a walk-forward: rows [trainFrom, trainTo) to optimise on, rows [testFrom, testTo) to be judged on. */
export interface WalkForwardSplit {
  readonly trainFrom: number;
  readonly trainTo: number;
  readonly testFrom: number;
  readonly testTo: number;
}

export interface WalkForwardPlan {
  readonly rows: number;
  /** Rows to train on (anchored: at least), before purge and embargo are taken off. */
  readonly train: number;
  /** Rows to test on; the last test may be shorter, but not shorter than half. */
  readonly test: number;
  /** `rolling` trains on the last `train` rows, `anchored` on everything since row 0. */
  readonly mode?: 'rolling' | 'anchored';
  /** Rows by which the outcome of a decision reaches ahead: taken off the end of the training rows, whose outcomes would otherwise lie in the test. */
  readonly purge?: number;
  /** Further rows left out between training and test, for what lingers beyond the outcome itself. */
  readonly embargo?: number;
}

/**
 * Walk-forward splits: train, leave a gap, test, move on by the length of the test. The tests follow each other without gap or overlap,
 * so that their results can be stitched into one out-of-sample record.
 *
 * Source: R. Pardo, The Evaluation and Optimization of Trading Strategies (2008), ch. 11; purge and embargo: M. López de Prado,
 * Advances in Financial Machine Learning (2018), §7.4.
 *
 * @throws HindcastError WALK_FORWARD_PLAN when a length is not a whole number or the rows do not carry one split
 * @example walkForwardSplits({ rows: 100, train: 50, test: 25, purge: 5 })
 * // [{ trainFrom: 0, trainTo: 45, testFrom: 50, testTo: 75 }, { trainFrom: 25, trainTo: 70, testFrom: 75, testTo: 100 }]
 */
export function walkForwardSplits(plan: WalkForwardPlan): WalkForwardSplit[] {
  const { rows, train, test, mode = 'rolling', purge = 0, embargo = 0 } = plan;
  requirePlan({ rows, train, test, purge, embargo });
  const splits: WalkForwardSplit[] = [];
  for (let testFrom = train; testFrom < rows; testFrom += test) {
    const testTo = Math.min(rows, testFrom + test);
    if (testTo - testFrom < test / 2) break;
    splits.push({
      trainFrom: mode === 'anchored' ? 0 : testFrom - train,
      trainTo: testFrom - purge - embargo,
      testFrom,
      testTo,
    });
  }
  if (splits.length === 0)
    throw refusal(`${rows} rows do not carry ${train} to train on and ${test} to test on.`);
  return splits;
}

function requirePlan(lengths: {
  rows: number;
  train: number;
  test: number;
  purge: number;
  embargo: number;
}): void {
  for (const [name, value] of Object.entries(lengths)) {
    const least = name === 'purge' || name === 'embargo' ? 0 : 1;
    if (!(Number.isInteger(value) && value >= least))
      throw refusal(`${name} is ${value}, not a whole number from ${least} on.`);
  }
  if (lengths.purge + lengths.embargo >= lengths.train)
    throw refusal(
      `Purge and embargo (${lengths.purge} + ${lengths.embargo}) leave nothing of ${lengths.train} training rows.`,
      'Lengthen the training, or shorten purge and embargo; a purge that is not given is as long as the strategy can hold.',
    );
}

function refusal(
  sentence: string,
  action = 'Shorten the training or the test, or give more rows.',
): HindcastError {
  return new HindcastError('WALK_FORWARD_PLAN', sentence, action);
}
