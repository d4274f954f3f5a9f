import { changePoints } from '../statistics/change-points.ts';
import { rollingHitRate } from '../statistics/rolling-hit-rate.ts';
import type { JudgedLane } from './groups.ts';
import { laneBase } from './lane-base.ts';

/** How a signal ages. Times are the close of the event's bar, UTC ms; rates are fractions. */
export interface Decay {
  /** Events per value of the rolling hit rate. */
  readonly window: number;
  readonly points: readonly { time: number; rate: number; low: number; high: number; base: number }[];
  /** Where the hit rate less what was to be expected changes (CUSUM), and what it was from the change before to the one after. */
  readonly changes: readonly { time: number; before: number; after: number; pValue: number }[];
}

/** At most so many points: a chart has no more pixels. */
const MOST_POINTS = 240;

interface Hit {
  time: number;
  row: number;
  hit: number;
  base: number;
}

/** Rolling hit rate of the events in time order, and the points at which the excess over the base rate changes. */
export function decayOf(lanes: readonly JudgedLane[], horizon: number): Decay {
  const hits = lanes.flatMap(hitsOf).sort((a, b) => a.row - b.row);
  const window = Math.max(20, Math.min(200, Math.round(hits.length / 10)));
  const rolling =
    hits.length >= window
      ? rollingHitRate(
          hits.map(({ hit }) => hit),
          window,
          0.95,
          { rows: hits.map(({ row }) => row), horizon },
        )
      : [];
  const step = Math.max(1, Math.ceil(rolling.length / MOST_POINTS));
  let base = 0;
  const bases = hits.map((hit, k) => {
    base += hit.base - (k >= window ? hits[k - window].base : 0);
    return base / Math.min(window, k + 1);
  });
  return {
    window,
    points: rolling
      .filter((_, k) => (rolling.length - 1 - k) % step === 0)
      .map(({ index, estimate, low, high }) => ({
        time: hits[index].time,
        rate: estimate,
        low,
        high,
        base: bases[index],
      })),
    changes: changesOf(hits, horizon),
  };
}

/**
 * Change points of hit less base. Events within a horizon of the first of them share their outcome and are one observation, their mean:
 * a hundred bars on end, each valued 48 bars later, have seen the market twice and not a hundred times.
 */
function changesOf(hits: readonly Hit[], horizon: number): Decay['changes'] {
  const starts: number[] = [];
  hits.forEach(({ row }, k) => {
    if (k === 0 || row >= hits[starts[starts.length - 1]].row + horizon) starts.push(k);
  });
  const excess = (from: number, to = hits.length): number => {
    const some = hits.slice(from, to);
    return some.reduce((sum, { hit, base }) => sum + hit - base, 0) / some.length;
  };
  const found = changePoints(starts.map((start, k) => excess(start, starts[k + 1])));
  const at = found.map(({ index }) => starts[index]);
  return found.map(({ pValue }, k) => ({
    time: hits[at[k]].time,
    before: excess(at[k - 1] ?? 0, at[k]),
    after: excess(at[k], at[k + 1]),
    pValue,
  }));
}

function hitsOf(lane: JudgedLane): Hit[] {
  const { at, events, outcomes } = lane;
  const { tape } = at.lane;
  const baseOf = laneBase(lane);
  const hits: Hit[] = [];
  for (let k = 0; k < events.rows.length; k++) {
    const row = events.rows[k];
    const long = events.directions[k] > 0;
    const hit = long ? outcomes.hits.long[row] : outcomes.hits.short[row];
    if (hit === hit) hits.push({ time: tape.closeTime(row), row, hit, base: baseOf(row, long) });
  }
  return hits;
}
