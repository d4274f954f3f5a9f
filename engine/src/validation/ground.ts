import type { Lane } from '../lane.ts';
import type { Market } from '../market.ts';
import type { EventSet } from '../statistics/events.ts';
import { forwardReturns, type Prices } from '../statistics/forward-returns.ts';
import { hitOutcomes, marginOutcomes, returnOutcomes, type Outcomes } from '../statistics/outcomes.ts';
import type { Subject } from './subjects.ts';

/** Which way an occurrence is taken to point: the bar's bias, against it, or always one way. */
export type Direction = 'bias' | 'against' | 'long' | 'short';

/** A subject's decisions on one lane. */
export interface LaneEvents extends EventSet {
  readonly rows: Int32Array;
  readonly directions: Int8Array;
  /** Occurrences without a side: the bar leans neither way. */
  readonly unsided: number;
}

/** One lane of the market as an event study sees it. */
export interface StudyLane {
  readonly lane: Lane;
  readonly prices: Prices;
  /** Regime by row; {@link REGIME_NOT_KNOWN} where it is not known. */
  readonly regimes: Float64Array;
  /** Confluence score by row. */
  readonly scores: Float64Array;
}

/**
 * Stands for the regime of rows that have none: the first day, and every bar of a day or longer, of which no volatility is known. They are a
 * class of their own, so that an event there is counted, against other bars of which as little is known. No column has this value.
 */
export const REGIME_NOT_KNOWN = -Infinity;

/** Outcomes of a decision at any row of a lane over one horizon. */
export interface LaneOutcomes {
  readonly hits: Outcomes;
  /** Of hits over those of the opposite direction. */
  readonly margins: Outcomes;
  readonly gains: Outcomes;
}

/** Columns that every study reads, besides those of its subjects and the regime. */
export const STUDY_COLUMNS = ['bias', 'confluence', 'tiers'] as const;

/** The lanes of a computed market, with the column that tells regimes apart. */
export function studyLanes(market: Market, regime: string): StudyLane[] {
  return market.lanes.map((lane) => {
    const { columns } = lane.tape;
    const cut = (data: Float64Array): Float64Array => data.subarray(0, market.cursor);
    return {
      lane,
      prices: {
        open: cut(columns.open),
        high: cut(columns.high),
        low: cut(columns.low),
        close: cut(columns.close),
      },
      regimes: cut(lane.column(regime).data).map((value) => (value === value ? value : REGIME_NOT_KNOWN)),
      scores: cut(lane.column('confluence').data),
    };
  });
}

export function outcomesOf(prices: Prices, horizon: number, costs: number): LaneOutcomes {
  const returns = forwardReturns(prices, horizon);
  return {
    hits: hitOutcomes(returns, costs),
    margins: marginOutcomes(returns, costs),
    gains: returnOutcomes(returns, costs),
  };
}

/** The decisions that a subject's occurrences on a lane stand for. */
export function eventsOf(subject: Subject, market: Market, lane: Lane, direction: Direction): LaneEvents {
  const found = subject.rowsOf(market, lane);
  const bias = lane.column('bias').data;
  const rows = new Int32Array(found.length);
  const directions = new Int8Array(found.length);
  let count = 0;
  for (let k = 0; k < found.length; k++) {
    const side = sideOf(bias[found[k]], direction);
    if (side === 0) continue;
    rows[count] = found[k];
    directions[count++] = side;
  }
  return {
    rows: rows.slice(0, count),
    directions: directions.slice(0, count),
    unsided: found.length - count,
  };
}

function sideOf(bias: number, direction: Direction): number {
  if (direction === 'long') return 1;
  if (direction === 'short') return -1;
  const side = bias > 0 ? 1 : bias < 0 ? -1 : 0;
  return direction === 'against' ? -side : side;
}
