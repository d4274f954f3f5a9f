import { explain, HindcastError, signalsAt, TIERS, type Lane } from '@hindcast/engine';
import type {
  Frame,
  ReplayBar,
  ReplayBarRequest,
  ReplayOverview,
  ReplayOverviewRequest,
  ReplayRowsRequest,
  ReplayTrades,
} from '@hindcast/engine/wire';
import { checkFrameSize, frameOf, SESSION_COLUMNS } from './frames.ts';
import { overviewOf } from './overview.ts';
import type { ReplaySession } from './session.ts';
import { NO_TOTALS } from '../simulation/market-track.ts';
import { positionsOf } from './update.ts';

/*
 * What a session answers about its recording. Every one of these stops at `session.visible`: this is
 * where the future is kept out.
 */

/** Rows of one lane; what may not be seen is cut off. */
export async function rowsOf(
  session: ReplaySession,
  request: ReplayRowsRequest,
  limit: number,
): Promise<Frame> {
  const lane = session.recorded.lane(request.venue, request.symbol);
  const columns = request.columns ?? SESSION_COLUMNS;
  const [from, to] = clamped(session, request.from, request.to);
  checkFrameSize(to - from, columns.length, limit);
  await session.ready(to);
  return frameOf(session.recorded, lane, from, to, columns);
}

export async function timelineOf(
  session: ReplaySession,
  request: ReplayOverviewRequest,
): Promise<ReplayOverview> {
  const lane = session.recorded.lane(request.venue, request.symbol);
  const [from, to] = clamped(session, request.from, request.to);
  await session.ready(to);
  const { recorded, track, visible } = session;
  return overviewOf({
    lane,
    from,
    to,
    buckets: request.buckets,
    events: recorded.events(from, to),
    trades: track?.tradesClosed(0, visible) ?? [],
  });
}

export async function barOf(session: ReplaySession, request: ReplayBarRequest): Promise<ReplayBar> {
  const { row } = request;
  const lane = session.recorded.lane(request.venue, request.symbol);
  if (row >= session.visible) throw hidden(session, row);
  await session.ready(row + 1);
  return {
    row,
    time: lane.tape.openTime[row],
    values: valuesAt(session, lane, row),
    explanations: TIERS.map((tier) => explain(lane, row, tier)),
    signals: signalsAt(lane, row),
    position:
      session.track
        ?.positionsAt(row)
        .find(({ venue, symbol }) => venue === lane.key.venue && symbol === lane.key.symbol) ?? null,
  };
}

/** The trades as of the cursor: what closed after it is not known yet. */
export function tradesOf(session: ReplaySession, limit?: number): ReplayTrades {
  const { track, cursor } = session;
  if (!track) return { trades: [], totals: NO_TOTALS, position: null, positions: [] };
  const closed = track.tradesClosed(0, cursor + 1);
  return {
    trades: limit === undefined ? [...closed] : closed.slice(Math.max(0, closed.length - limit)),
    totals: track.totalsAt(cursor),
    ...positionsOf(session, cursor),
  };
}

function valuesAt(session: ReplaySession, lane: Lane, row: number): Record<string, number | null> {
  const entries = SESSION_COLUMNS.map((name): [string, number | null] => {
    const value = session.recorded.column(lane, name).data[row];
    return [name, Number.isFinite(value) ? value : null];
  });
  return Object.fromEntries(entries);
}

function clamped(session: ReplaySession, from: number, to: number): [number, number] {
  if (to < from) {
    throw new HindcastError('REPLAY_RANGE', `Rows ${from} to ${to} run backwards.`, 'Ask for from <= to.', {
      field: 'to',
    });
  }
  return [Math.min(from, session.visible), Math.min(to, session.visible)];
}

function hidden(session: ReplaySession, row: number): HindcastError {
  return row >= session.recorded.rows
    ? new HindcastError(
        'REPLAY_ROW_NOT_FOUND',
        `The recording has ${session.recorded.rows} rows; there is no row ${row}.`,
        'Ask for a row that exists.',
        { field: 'row' },
      )
    : new HindcastError(
        'REPLAY_ROW_HIDDEN',
        `Row ${row} has not been played yet.`,
        'Play or seek there first, or open the recording in review mode.',
        { field: 'row' },
      );
}
