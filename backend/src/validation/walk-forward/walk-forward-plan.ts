import { barsIn, DAY, HindcastError, timeframeMs, type Timeframe } from '@hindcast/engine';
import { walkForwardSplits, type WalkForwardSplit } from '@hindcast/engine/statistics';
import type { LaneManifest } from '../../datasets/index.ts';
import type { WalkForwardReport, WalkForwardRequest } from './walk-forward-types.ts';

type PlanRequest = Pick<WalkForwardRequest, 'mode' | 'trainDays' | 'testDays' | 'purgeBars' | 'embargoBars'>;

/** How a walk goes over the rows, and as it is shown. */
export interface Plan {
  readonly rows: {
    train: number;
    test: number;
    mode: 'rolling' | 'anchored';
    purge: number;
    embargo: number;
  };
  readonly shown: WalkForwardReport['plan'];
}

/** Bars that are purged where a trade may be held for ever, or as long as its rules say. */
const USUAL_PURGE = 48;

/**
 * A trade reaches as far ahead as it may be held: that many bars are purged unless somebody says otherwise.
 *
 * @param held how many bars any trial may hold a trade
 * @throws HindcastError WALK_FORWARD_PLAN
 */
export function planOf(request: PlanRequest, timeframe: Timeframe, held: number): Plan {
  const { mode = 'rolling', trainDays, testDays, embargoBars = 0 } = request;
  const { purgeBars = Number.isFinite(held) ? held : USUAL_PURGE } = request;
  const perDay = barsIn(DAY, timeframe);
  const rows = {
    train: rowsOf('training', trainDays, perDay),
    test: rowsOf('test', testDays, perDay),
    mode,
    purge: purgeBars,
    embargo: embargoBars,
  };
  return { rows, shown: { mode, trainDays, testDays, purgeBars, embargoBars } };
}

/** @throws HindcastError WALK_FORWARD_PLAN where it is less than half a bar, more than can be counted, or no length of time */
function rowsOf(what: string, days: number, perDay: number): number {
  const rows = Math.round(days * perDay);
  if (Number.isSafeInteger(rows) && rows >= 1) return rows;
  if (rows >= 1)
    throw new HindcastError(
      'WALK_FORWARD_PLAN',
      `${days} days of ${what} are more bars than can be counted.`,
      'Give it fewer days.',
    );
  throw new HindcastError(
    'WALK_FORWARD_PLAN',
    `${days} days of ${what} are not a single bar: a day has ${perDay < 1 ? 'less than one' : perDay}.`,
    'Give it more days, or bars of a shorter timeframe.',
  );
}

/** From the first bar of any of these lanes to the last, UTC ms. */
function stretchOf(lanes: readonly Pick<LaneManifest, 'range'>[]): { from: number; to: number } {
  return {
    from: Math.min(...lanes.map(({ range }) => range.from)),
    to: Math.max(...lanes.map(({ range }) => range.to)),
  };
}

/**
 * The steps of a walk over what is traded. The common grid may begin earlier and end later, with what signals look at on other venues: nothing can
 * be traded there.
 *
 * @param gridFrom open time of the grid's first row, UTC ms
 * @returns rows of the grid
 * @throws HindcastError WALK_FORWARD_PLAN
 */
export function stepsOf(
  { rows }: Plan,
  traded: readonly Pick<LaneManifest, 'range'>[],
  timeframe: Timeframe,
  gridFrom: number,
): WalkForwardSplit[] {
  const { from, to } = stretchOf(traded);
  const before = Math.round((from - gridFrom) / timeframeMs(timeframe));
  return walkForwardSplits({ rows: barsIn(to - from, timeframe), ...rows }).map((split) => ({
    trainFrom: before + split.trainFrom,
    trainTo: before + split.trainTo,
    testFrom: before + split.testFrom,
    testTo: before + split.testTo,
  }));
}
