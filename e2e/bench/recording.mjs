// The recording that the UI's benchmark opens: 1 M bars of three symbols, made once and kept.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BAR_FIELDS, emptyColumns, Tape } from '../../engine/dist/index.js';
import { seededRandom } from '../../engine/dist/testing/index.js';
import { DatasetWriter } from '../../backend/dist/datasets/index.js';
import { writeTape } from '../../backend/dist/datasets/tape-writer.js';

export const NAME = 'bench-ui';
export const VENUE = 'binanceusdm';
/** The last one has a signal at nearly every bar: thousands of marks in one view. */
export const SYMBOLS = ['AAA/USDT:USDT', 'BBB/USDT:USDT', 'DENSE/USDT:USDT'];

const MINUTE = 60_000;
const START = Date.UTC(2023, 0, 2);
const SETTLEMENT_BARS = 480;

/** One symbol of a plain random market of 1m bars, every field filled. */
function tapeOf(symbol, rows) {
  const random = seededRandom(symbol);
  const columns = emptyColumns(rows);
  const openTime = new Float64Array(rows);
  const dense = symbol.startsWith('DENSE');
  let price = 30_000;
  let openInterest = 90_000;
  for (let i = 0; i < rows; i++) {
    const open = price;
    price *= 1 + 0.001 * random.normal();
    openInterest *= dense ? (i % 2 === 0 ? 1.02 : 1 / 1.02) : 1 + 0.001 * random.normal();
    const volume = 100 + 1000 * random.next();
    const settlement = Math.floor(i / SETTLEMENT_BARS);
    const buys = dense && i % 2 === 0 ? (price > open ? 0.6 : 0.4) : 0.3 + 0.4 * random.next();
    openTime[i] = START + i * MINUTE;
    const bar = {
      open,
      high: Math.max(open, price) * 1.0003,
      low: Math.min(open, price) * 0.9997,
      close: price,
      volume,
      takerBuyVolume: volume * buys,
      quoteVolume: volume * price,
      trades: 100,
      openInterest,
      openInterestUsd: openInterest * price,
      globalLongShort: 1.5 + random.next(),
      topLongShortAccounts: 1,
      topLongShortPositions: 1,
      takerLongShort: 1,
      fundingRate: dense ? 0.0002 : 0.00001 * (settlement % 13),
      fundingIntervalHours: 8,
      fundingTime: START + settlement * SETTLEMENT_BARS * MINUTE,
      liquidatedLongUsd: random.next() < 0.1 ? 50_000 * random.next() : 0,
      liquidatedShortUsd: random.next() < 0.1 ? 50_000 * random.next() : 0,
    };
    for (const field of BAR_FIELDS) columns[field][i] = bar[field];
  }
  return new Tape({ venue: VENUE, symbol, timeframe: '1m' }, openTime, columns);
}

/** The same bars in fives, so that there is another timeframe to switch to. */
function fives(tape) {
  const rows = Math.floor(tape.rows / 5);
  const columns = emptyColumns(rows);
  const openTime = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const [from, to] = [i * 5, i * 5 + 4];
    openTime[i] = tape.openTime[from];
    for (const field of BAR_FIELDS) columns[field][i] = tape.columns[field][to];
    columns.open[i] = tape.columns.open[from];
    columns.high[i] = Math.max(...tape.columns.high.subarray(from, to + 1));
    columns.low[i] = Math.min(...tape.columns.low.subarray(from, to + 1));
  }
  return new Tape({ ...tape.key, timeframe: '5m' }, openTime, columns);
}

/** Writes the recording into a data folder unless it is there already. */
export async function ensureRecording(dataDir, rows) {
  const folder = join(dataDir, 'datasets', NAME);
  if (existsSync(join(folder, 'manifest.json'))) return;
  const writer = await DatasetWriter.open(
    {
      name: NAME,
      origin: 'Simulated: the benchmark of the UI.',
      licence: 'MIT',
      simulated: true,
      createdAt: START,
    },
    folder,
  );
  try {
    for (const symbol of SYMBOLS) {
      const tape = tapeOf(symbol, rows);
      await writeTape(writer, tape);
      await writeTape(writer, fives(tape));
    }
    await writer.commit();
  } finally {
    await writer.abort();
  }
}
