import {
  catalogue,
  cascadeLevels,
  explain,
  HindcastError,
  signalsAt,
  TIERS,
  timeframeMs,
  type Timeframe,
} from '@hindcast/engine';
import type {
  Frame,
  LiveBarRequest,
  LivePrices,
  LiveRowsRequest,
  LiveState,
  ReplayBar,
  WatchList,
} from '@hindcast/engine/wire';
import { checkFrameSize, frameOf, SESSION_COLUMNS } from '../replay/frames.ts';
import type { LiveMarket } from './live-market.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveService } from './live.service.ts';
import type { LiveView } from './live-view.ts';

const DOCS = catalogue();
/** Values (rows × columns) in one frame: 32 MB. */
const FRAME_VALUES = 4_000_000;

/** What is watched, for who joins. */
export function stateOf(live: LiveService): LiveState {
  const { run } = live;
  const market = run?.market;
  return {
    stage: live.stage,
    failure: live.failure,
    market: run?.source.market ?? null,
    label: run?.source.label ?? '',
    simulated: run?.source.simulated ?? false,
    speed: run?.source.clock.speed ?? 1,
    now: run?.source.clock.now() ?? null,
    epoch: run?.epoch ?? 0,
    lanes: market ? market.plan.lanes.map(({ venue, symbol }) => ({ venue, symbol })) : [],
    timeframes: market
      ? [...market.views.values()].map((view) => ({
          timeframe: view.timeframe,
          timeframeMs: timeframeMs(view.timeframe),
          ...startOf(view),
        }))
      : [],
    columns: [...SESSION_COLUMNS],
    docs: DOCS,
  };
}

export function startOf(view: LiveView): { start: number | null; rows: number } {
  return { rows: view.rows, start: view.rows > 0 ? view.lanes[0].tape.openTime[0] : null };
}

/** A timeframe of the market. Throws TIMEFRAME_UNKNOWN with those that there are. */
export function viewOf(market: LiveMarket, timeframe: Timeframe): LiveView {
  const view = market.views.get(timeframe);
  if (view) return view;
  throw new HindcastError(
    'TIMEFRAME_UNKNOWN',
    `${timeframe} is not computed live.`,
    `TIMEFRAMES names ${[...market.views.keys()].join(', ')}.`,
    { field: 'timeframe' },
  );
}

export function rowsOf(market: LiveMarket, request: LiveRowsRequest): Frame {
  const view = viewOf(market, request.timeframe as Timeframe);
  const lane = view.lane(request.venue, request.symbol);
  const to = Math.min(request.to, view.rows);
  const from = Math.min(request.from, to);
  const columns = request.columns ?? SESSION_COLUMNS;
  checkFrameSize(to - from, columns.length, FRAME_VALUES);
  return frameOf(view, lane, from, to, columns);
}

export function barOf(market: LiveMarket, request: LiveBarRequest): ReplayBar {
  const view = viewOf(market, request.timeframe as Timeframe);
  const lane = view.lane(request.venue, request.symbol);
  const { row } = request;
  if (row >= view.rows) throw noRow(row, view.rows);
  const known = (x: number): number | null => (Number.isFinite(x) ? x : null);
  return {
    row,
    time: lane.tape.openTime[row],
    values: Object.fromEntries(SESSION_COLUMNS.map((name) => [name, known(lane.column(name).data[row])])),
    explanations: TIERS.map((tier) => explain(lane, row, tier)),
    signals: signalsAt(lane, row),
    position: null,
    levels: cascadeLevels(lane, row),
  };
}

/** The newest row of every lane. */
export function watchListOf(view: LiveView, columns: readonly string[]): WatchList {
  const row = view.rows - 1;
  const lanes = view.lanes;
  const block = new Float64Array(columns.length * lanes.length).fill(NaN);
  if (row >= 0) {
    columns.forEach((name, c) => {
      lanes.forEach((lane, k) => (block[c * lanes.length + k] = view.column(lane, name).data[row]));
    });
  }
  return {
    timeframe: view.timeframe,
    row,
    time: row >= 0 ? lanes[0].tape.openTime[row] : null,
    columns: [...columns],
    data: new Uint8Array(block.buffer),
  };
}

/** Last and mark prices between two closes. */
export function pricesOf(run: LiveRun): LivePrices {
  const { lanes } = run;
  const block = new Float64Array(2 * lanes.length);
  lanes.forEach(({ collector, symbol }, k) => {
    const price = collector.intake.lastPrice(symbol);
    block[k] = price?.last ?? NaN;
    block[lanes.length + k] = price?.mark ?? NaN;
  });
  return { time: run.source.clock.now(), data: new Uint8Array(block.buffer) };
}

function noRow(row: number, rows: number): HindcastError {
  return new HindcastError(
    'ROW_UNKNOWN',
    `Row ${row} has not closed: there are ${rows}.`,
    'Ask for a row below that.',
    { field: 'row' },
  );
}
