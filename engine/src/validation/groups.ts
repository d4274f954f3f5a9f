import { effectiveSampleSize } from '../statistics/effective-sample-size.ts';
import { wilsonInterval, type Interval } from '../statistics/wilson.ts';
import { DAY, HOUR } from '../time.ts';
import { laneBase } from './lane-base.ts';
import type { LaneEvents, LaneOutcomes, StudyLane } from './ground.ts';

export const SPLITS = ['regime', 'hour', 'symbol', 'venue', 'month', 'score'] as const;
export type Split = (typeof SPLITS)[number];

/** Events of one group: an hour, a symbol, a regime. Rates are fractions. */
export interface Group {
  readonly key: string;
  readonly events: number;
  readonly effectiveEvents: number;
  readonly hits: number;
  readonly hitRate: Interval;
  /** Hit rate of any decision in the same direction, on the same lane and in the same regime, within the same group. */
  readonly baseRate: number;
}

/** One lane with a subject's events and what became of them over the horizon in question. */
export interface JudgedLane {
  readonly at: StudyLane;
  readonly events: LaneEvents;
  readonly outcomes: LaneOutcomes;
}

interface Tally {
  rows: number[];
  hits: number;
  expected: number;
}

/**
 * Splits events by what they have in common, each group against the base rate of its own bars, regime by regime. A score belongs to the
 * event and not to the market: groups of scores are held against all bars of the lane and regime.
 */
export function splitEvents(
  lanes: readonly JudgedLane[],
  by: Split,
  horizon: number,
  words: WordOf,
): Group[] {
  const groups = new Map<string, Tally>();
  for (const { at, events, outcomes } of lanes) {
    const keyOf = keyReader(at, by, words);
    const baseOf = laneBase({ at, events, outcomes }, by === 'score' ? undefined : keyOf);
    for (let k = 0; k < events.rows.length; k++) {
      const row = events.rows[k];
      const long = events.directions[k] > 0;
      const hit = long ? outcomes.hits.long[row] : outcomes.hits.short[row];
      const key = keyOf(row);
      if (hit !== hit || key === undefined) continue;
      let tally = groups.get(key);
      if (!tally) groups.set(key, (tally = { rows: [], hits: 0, expected: 0 }));
      tally.rows.push(row);
      tally.hits += hit;
      tally.expected += baseOf(row, long);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { rows, hits, expected }]) => {
      const effective = effectiveSampleSize(Int32Array.from(rows).sort(), horizon);
      const events = rows.length;
      return {
        key,
        events,
        effectiveEvents: effective,
        hits,
        hitRate: wilsonInterval((hits / events) * effective, effective),
        baseRate: expected / events,
      };
    });
}

/** The word for a regime's number. */
export type WordOf = (regime: number) => string;

function keyReader(at: StudyLane, by: Split, words: WordOf): (row: number) => string | undefined {
  const { openTime } = at.lane.tape;
  const { symbol, venue } = at.lane.key;
  switch (by) {
    case 'symbol':
      return () => symbol;
    case 'venue':
      return () => venue;
    case 'hour': {
      const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
      return (row) => hours[Math.floor((openTime[row] % DAY) / HOUR)];
    }
    case 'month':
      return (row) => monthOf(openTime[row]);
    case 'regime':
      return (row) => words(at.regimes[row]);
    case 'score':
      return (row) => (at.scores[row] === at.scores[row] ? at.scores[row].toFixed(2) : undefined);
  }
}

/** `2024-03` of a UTC time: days to civil date after H. Hinnant, "chrono-compatible low-level date algorithms". */
export function monthOf(time: number): string {
  const z = Math.floor(time / DAY) + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1_460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return `${yoe + era * 400 + (month <= 2 ? 1 : 0)}-${String(month).padStart(2, '0')}`;
}
