import { cascadeLevels, explain, HindcastError, signalsAt, TIERS, type Lane } from '@hindcast/engine';
import {
  NO_TOTALS,
  type Frame,
  type ReplayBar,
  type ReplayBarRequest,
  type ReplayFile,
  type ReplayOverview,
  type ReplayOverviewRequest,
  type ReplayRowsRequest,
  type ReplayTrades,
} from '@hindcast/engine/wire';
import { checkFrameSize, frameOf, SESSION_COLUMNS } from './frames.ts';
import { overviewOf } from './overview.ts';
import { parquetOf } from './rows-file.ts';
import type { ReplaySession } from './session.ts';
import { positionsOf } from './update.ts';
import { higherLane } from './watch.ts';

/*
 * What a session answers about its recording. Every one of these stops at `session.visible`: this is
 * where the future is kept out. Rows and lanes are named as the viewer names them; the session's veil translates.
 */

/** Rows of one lane; what may not be seen is cut off. Asked for along with a move, they are those where it led. */
export async function rowsOf(
  session: ReplaySession,
  request: ReplayRowsRequest,
  limit: number,
): Promise<Frame> {
  const columns = request.columns ?? SESSION_COLUMNS;
  const { timeframe = session.recorded.timeframe } = request;
  session.veil.admit(columns, [timeframe]);
  if (timeframe !== session.recorded.timeframe) {
    return higherRowsOf(session, { ...request, timeframe }, columns, limit);
  }
  const lane = session.veil.lane(request);
  await session.arriveAt(session.veil.row(request.to));
  const [from, to] = clamped(session, request.from, request.to);
  checkFrameSize(to - from, columns.length, limit);
  await session.ready(to);
  return session.veil.frame(frameOf(session.recorded, lane, from, to, columns));
}

/** Rows of a higher timeframe: only bars that have closed by what may be seen. */
async function higherRowsOf(
  session: ReplaySession,
  request: ReplayRowsRequest & { timeframe: string },
  columns: readonly string[],
  limit: number,
): Promise<Frame> {
  forwards(request.from, request.to);
  const { lane, of } = higherLane(session.recorded, session.veil, request);
  await session.arriveAt(request.to > of.closedBy(session.visible) ? Infinity : 0);
  const closed = of.closedBy(session.visible);
  const [from, to] = [Math.min(request.from, closed), Math.min(request.to, closed)];
  checkFrameSize(to - from, columns.length, limit);
  if (of.market.cursor < to) await session.ready(session.visible);
  return frameOf(session.recorded, lane, from, to, columns);
}

/** The same rows as a Parquet file. */
export async function fileOf(
  session: ReplaySession,
  request: ReplayRowsRequest,
  limit: number,
): Promise<ReplayFile> {
  const frame = await rowsOf(session, request, limit);
  return { rows: frame.to - frame.from, data: await parquetOf(frame) };
}

export async function timelineOf(
  session: ReplaySession,
  request: ReplayOverviewRequest,
): Promise<ReplayOverview> {
  const lane = session.veil.lane(request);
  const [from, to] = clamped(session, request.from, request.to);
  // A film that goes on meanwhile shows more than its viewer has been told of by then.
  const { recorded, visible, veil } = session;
  await session.ready(to);
  const asked = Math.min(veil.row(request.to), veil.rows) - from;
  const overview = overviewOf({
    lane,
    from,
    to,
    bucketRows: Math.max(1, Math.ceil(asked / request.buckets)),
    events: recorded.events(from, to),
    trades: session.track?.tradesClosed(0, visible) ?? [],
  });
  return session.veil.overview(overview);
}

export async function barOf(session: ReplaySession, request: ReplayBarRequest): Promise<ReplayBar> {
  const row = session.veil.row(request.row);
  const lane = session.veil.lane(request);
  if (row >= session.visible) throw hidden(session, request.row, row);
  await session.ready(row + 1);
  return session.veil.bar({
    row,
    time: lane.tape.openTime[row],
    values: valuesAt(session, lane, row),
    explanations: TIERS.map((tier) => explain(lane, row, tier)),
    signals: signalsAt(lane, row),
    position:
      session.track
        ?.positionsAt(row)
        .find(({ venue, symbol }) => venue === lane.key.venue && symbol === lane.key.symbol) ?? null,
    levels: cascadeLevels(lane, row),
  });
}

/** The trades as of the cursor: what closed after it is not known yet. */
export function tradesOf(session: ReplaySession, limit?: number): ReplayTrades {
  const { track, cursor } = session;
  if (!track) return { trades: [], totals: NO_TOTALS, position: null, positions: [] };
  const closed = track.tradesClosed(0, cursor + 1);
  return session.veil.trades({
    trades: limit === undefined ? [...closed] : closed.slice(Math.max(0, closed.length - limit)),
    totals: track.totalsAt(cursor),
    ...positionsOf(session, cursor),
  });
}

function valuesAt(session: ReplaySession, lane: Lane, row: number): Record<string, number | null> {
  const entries = SESSION_COLUMNS.map((name): [string, number | null] => {
    const value = session.recorded.column(lane, name).data[row];
    return [name, Number.isFinite(value) ? value : null];
  });
  return Object.fromEntries(entries);
}

function clamped(session: ReplaySession, from: number, to: number): [number, number] {
  forwards(from, to);
  const { visible, veil } = session;
  return [Math.min(veil.row(from), visible), Math.min(veil.row(to), visible)];
}

function forwards(from: number, to: number): void {
  if (to >= from) return;
  throw new HindcastError('REPLAY_RANGE', `Rows ${from} to ${to} run backwards.`, 'Ask for from <= to.', {
    field: 'to',
  });
}

/** @param asked the row as the viewer names it */
function hidden({ veil }: ReplaySession, asked: number, row: number): HindcastError {
  const rows = asked + veil.rows - row;
  return row >= veil.rows
    ? new HindcastError(
        'REPLAY_ROW_NOT_FOUND',
        `The recording has ${rows} rows; there is no row ${asked}.`,
        'Ask for a row that exists.',
        { field: 'row' },
      )
    : new HindcastError(
        'REPLAY_ROW_HIDDEN',
        `Row ${asked} has not been played yet.`,
        'Play or seek there first, or open the recording in review mode.',
        { field: 'row' },
      );
}
