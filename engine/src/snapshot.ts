import { HindcastError } from './errors.ts';
import type { Market } from './market.ts';
import { barsIn, DAY } from './time.ts';

/** Changes whenever the layout of a snapshot or the meaning of a state does. */
const SNAPSHOT_VERSION = 2;
const HEADER = 6;

/**
 * The state of a market as bytes: kernel states, and as many of the last computed rows as any window reaches
 * back. Restored into a fresh market over the same tapes and configuration, it goes on bit for bit as if it had computed
 * every row itself; rows before the snapshot's tail are NaN there.
 */
export function takeSnapshot(market: Market): Uint8Array {
  const { tail, columns } = layout(market);
  const from = Math.max(0, market.cursor - tail);
  const rows = market.cursor - from;
  const numbers = new Float64Array(HEADER + market.stateSize + columns.length * rows);
  numbers.set([SNAPSHOT_VERSION, market.cursor, from, market.stateSize, columns.length, fingerprint(market)]);
  market.saveState(numbers, HEADER);
  columns.forEach((column, k) => {
    numbers.set(column.data.subarray(from, market.cursor), HEADER + market.stateSize + k * rows);
  });
  return new Uint8Array(numbers.buffer);
}

/** Puts a market that has computed nothing yet into the state of a snapshot. */
export function restoreSnapshot(market: Market, bytes: Uint8Array): void {
  const numbers = new Float64Array(bytes.slice().buffer);
  const [version, cursor, from, stateSize, count, print] = numbers;
  const { columns } = layout(market);
  const rows = cursor - from;
  const fits =
    version === SNAPSHOT_VERSION &&
    stateSize === market.stateSize &&
    count === columns.length &&
    print === fingerprint(market) &&
    numbers.length === HEADER + stateSize + count * rows;
  if (!fits || market.rows < cursor) throw doesNotFit();
  market.prepare(cursor);
  columns.forEach((column, k) => {
    const at = HEADER + stateSize + k * rows;
    column.data.set(numbers.subarray(at, at + rows), from);
  });
  market.loadState(numbers, HEADER, cursor);
}

/** Every computed column, and the rows that windows may reach back: two blocks of the longest one. */
function layout(market: Market): { tail: number; columns: readonly { data: Float64Array }[] } {
  const timeframe = market.lanes[0].key.timeframe;
  const { volatility, correlation, metrics, signals } = market.config;
  const longest = Math.max(
    barsIn(Math.max(1, volatility.baselineDays, correlation.baselineDays) * DAY, timeframe),
    metrics.zWindow,
    signals.clusterBars,
    ...market.declared.map(({ config: c }) =>
      Math.max(c.window, c.zWindow, c.correlationWindow, c.adfWindow),
    ),
  );
  const ofLanes = market.lanes.flatMap((lane) => lane.columnNames().map((name) => lane.column(name)));
  const ofPairs = market.pairs.flatMap((pair) => Object.values(pair.columns));
  const between = market.declared.flatMap((pair) => pair.hidden);
  return { tail: 2 * longest + 2, columns: [...ofLanes, ...ofPairs, ...between] };
}

/** A number that changes with the first bar of the tapes and the lanes' names: a guard against the wrong tape. */
function fingerprint(market: Market): number {
  let sum = market.lanes[0].tape.rows > 0 ? market.lanes[0].tape.openTime[0] % 0x100000000 : 0;
  for (const { key } of market.lanes) {
    for (const letter of `${key.venue} ${key.symbol} ${key.timeframe}`) {
      sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0;
    }
  }
  return sum;
}

function doesNotFit(): HindcastError {
  return new HindcastError(
    'SNAPSHOT_MISMATCH',
    'The snapshot was taken of another market, configuration or engine version.',
    'Compute the state from the start of the tape.',
  );
}
