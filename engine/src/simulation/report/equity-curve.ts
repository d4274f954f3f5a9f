import type { Simulation } from '../simulation.ts';
import { TRADE, TRADE_FIELDS } from '../trade-store.ts';

/** The equity curve in at most so many points, for drawing: what a bucket of rows went through, not just where it ended. */
export interface EquityCurve {
  /** Close time of each bucket's last row, UTC ms. */
  readonly time: number[];
  readonly equity: number[];
  readonly low: number[];
  readonly high: number[];
  /** Deepest fall from the highest equity so far within the bucket, in % (>= 0). */
  readonly drawdownPct: number[];
  /** The starting equity, had it been put equally into the lanes at their first open; NaN before a price. */
  readonly buyAndHold: number[];
  /** Share of the bucket's rows in which a position was open at some moment, in %. */
  readonly exposurePct: number[];
}

/** Equity, drawdown, exposure and buy-and-hold by buckets of rows; at most `points` of them. */
export function equityCurve(simulation: Simulation, points: number): EquityCurve {
  const { equity, lanes, options, startRow, cursor } = simulation;
  const { openTime, timeframeMs } = lanes[0].tape;
  const curve: EquityCurve = {
    time: [],
    equity: [],
    low: [],
    high: [],
    drawdownPct: [],
    buyAndHold: [],
    exposurePct: [],
  };
  const size = bucketRows(cursor - startRow, points);
  const held = heldRows(simulation);
  const hold = buyAndHold(simulation);
  let peak = options.equity;
  for (let from = startRow; from < cursor; from += size) {
    const to = Math.min(cursor, from + size);
    let low = Infinity;
    let high = -Infinity;
    let fall = 0;
    let exposed = 0;
    for (let row = from; row < to; row++) {
      const value = equity[row];
      if (value < low) low = value;
      if (value > high) high = value;
      if (value > peak) peak = value;
      else if (1 - value / peak > fall) fall = 1 - value / peak;
      exposed += held[row - startRow];
    }
    curve.time.push(openTime[to - 1] + timeframeMs);
    curve.equity.push(equity[to - 1]);
    curve.low.push(low);
    curve.high.push(high);
    curve.drawdownPct.push(100 * fall);
    curve.buyAndHold.push(hold(to - 1));
    curve.exposurePct.push((100 * exposed) / (to - from));
  }
  return curve;
}

/** Rows of a bucket, so that there are at most `points` of them. */
export function bucketRows(rows: number, points: number): number {
  return Math.max(1, Math.ceil(rows / points));
}

/** 1 for every row in which a position was open at some moment, from the first traded row on. */
function heldRows({ book: { trades }, brokers, startRow, cursor }: Simulation): Uint8Array {
  const held = new Uint8Array(Math.max(0, cursor - startRow));
  const { data } = trades;
  for (let at = 0; at < trades.length * TRADE_FIELDS.length; at += TRADE_FIELDS.length) {
    const from = data[at + TRADE.entryRow] - startRow;
    held.fill(1, from, from + data[at + TRADE.barsHeld]);
  }
  for (const { position } of brokers) if (position.side !== 0) held.fill(1, position.entryRow - startRow);
  return held;
}

/** What the starting equity would be worth at the close of a row; rows must be asked in ascending order. */
function buyAndHold({ brokers, options, startRow, cursor }: Simulation): (row: number) => number {
  const lanes = brokers.map(({ bars }) => {
    let first = startRow;
    while (first < cursor && bars.open[first] !== bars.open[first]) first++;
    return { bars, first, entry: bars.open[first], last: NaN, seen: first };
  });
  return (row) => {
    let sum = 0;
    for (const lane of lanes) {
      for (let r = row; r >= lane.seen; r--) {
        const close = lane.bars.close[r];
        if (close !== close) continue;
        lane.last = close;
        break;
      }
      if (row >= lane.first) lane.seen = row + 1;
      sum += row >= lane.first ? lane.last / lane.entry : 1;
    }
    return (options.equity * sum) / lanes.length;
  };
}
