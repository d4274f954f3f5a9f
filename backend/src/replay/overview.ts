import { TIERS, type EngineEvent, type Lane } from '@hindcast/engine';
import type { ReplayOverview, TradeRow } from '@hindcast/engine/wire';

type Buckets = Pick<ReplayOverview, 'high' | 'low' | 'close' | 'signals' | 'holes'>;

/** What there is to show of rows [from, to): all of it computed and free to be seen. */
export interface OverviewSource {
  lane: Lane;
  from: number;
  to: number;
  /** Rows per bucket: of the whole stretch that is shown, so that playing on changes none but the last one. */
  bucketRows: number;
  events: readonly EngineEvent[];
  /** Closed trades of the lane. */
  trades: readonly TradeRow[];
}

const known = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** The timeline's miniature: the range of the price and the signals of each bucket, marks for the rest. */
export function overviewOf({ lane, from, to, bucketRows, events, trades }: OverviewSource): ReplayOverview {
  const filled = bucketsOf(lane, from, to, bucketRows);
  const { venue, symbol } = lane.key;
  return {
    from,
    to,
    bucketRows,
    ...filled,
    events: events
      .filter((event) => event.venue === venue && event.symbol === symbol)
      .map(({ row, type, severity }) => ({ row, type, severity })),
    trades: trades
      .filter((trade) => trade.venue === venue && trade.symbol === symbol)
      .filter((trade) => trade.exitRow >= from && trade.entryRow < to)
      .map(({ id, side, entryRow, exitRow, netPnl }) => ({ id, side, entryRow, exitRow, netPnl })),
  };
}

interface Known {
  from: number;
  bucketRows: number;
  /** Whole buckets, as far as somebody has asked: what is in them does not change any more. */
  whole: Buckets;
}

/** What was asked of a lane last: playing on adds a few buckets to it. */
const KNOWN = new WeakMap<Lane, Known>();

const noBuckets = (): Buckets => ({ high: [], low: [], close: [], signals: TIERS.map(() => []), holes: [] });

function bucketsOf(lane: Lane, from: number, to: number, bucketRows: number): Buckets {
  let known = KNOWN.get(lane);
  if (known?.from !== from || known.bucketRows !== bucketRows) {
    known = { from, bucketRows, whole: noBuckets() };
    KNOWN.set(lane, known);
  }
  const { whole } = known;
  const count = Math.floor((to - from) / bucketRows);
  for (let k = whole.close.length; k < count; k++) {
    addBucket(whole, lane, from + k * bucketRows, from + (k + 1) * bucketRows);
  }
  const filled: Buckets = {
    high: whole.high.slice(0, count),
    low: whole.low.slice(0, count),
    close: whole.close.slice(0, count),
    signals: whole.signals.map((counts) => counts.slice(0, count)),
    holes: whole.holes.slice(0, count),
  };
  const rest = from + count * bucketRows;
  if (rest < to) addBucket(filled, lane, rest, to);
  return filled;
}

function addBucket(into: Buckets, lane: Lane, from: number, to: number): void {
  const { high, low, close } = lane.tape.columns;
  const tiers = lane.column('tiers').data;
  const counts = TIERS.map(() => 0);
  let highest = -Infinity;
  let lowest = Infinity;
  let last = NaN;
  let holes = 0;
  for (let i = from; i < to; i++) {
    if (high[i] > highest) highest = high[i];
    if (low[i] < lowest) lowest = low[i];
    if (close[i] === close[i]) last = close[i];
    else holes++;
    const mask = tiers[i];
    if (mask > 0) for (let k = 0; k < counts.length; k++) counts[k] += (mask >> k) & 1;
  }
  into.high.push(known(highest));
  into.low.push(known(lowest));
  into.close.push(known(last));
  into.holes.push(holes);
  counts.forEach((count, k) => into.signals[k].push(count));
}
