import { BAR_FIELDS, emptyColumns, Tape } from '@hindcast/engine';
import { seededRandom } from '@hindcast/engine/testing';

const START = 1_577_836_800_000;
const STEP = 300_000;

/** Columns of a plain random market of 5m bars, every field filled: what the benchmarks run on. */
export function marketColumns(rows, seed = 'bench') {
  const random = seededRandom(seed);
  const columns = emptyColumns(rows);
  const openTime = new Float64Array(rows);
  let price = 30_000;
  let openInterest = 90_000;
  for (let i = 0; i < rows; i++) {
    const open = price;
    price *= 1 + 0.002 * random.normal();
    openInterest *= 1 + 0.001 * random.normal();
    const volume = 100 + 1000 * random.next();
    const settlement = Math.floor(i / 96);
    openTime[i] = START + i * STEP;
    const bar = {
      open,
      high: Math.max(open, price) * 1.0005,
      low: Math.min(open, price) * 0.9995,
      close: price,
      volume,
      takerBuyVolume: volume * (0.3 + 0.4 * random.next()),
      quoteVolume: volume * price,
      trades: 100,
      openInterest,
      openInterestUsd: openInterest * price,
      globalLongShort: 1.5 + random.next(),
      topLongShortAccounts: 1,
      topLongShortPositions: 1,
      takerLongShort: 1,
      fundingRate: 0.00001 * (settlement % 13),
      fundingIntervalHours: 8,
      fundingTime: START + settlement * 28_800_000,
      liquidatedLongUsd: random.next() < 0.1 ? 50_000 * random.next() : 0,
      liquidatedShortUsd: random.next() < 0.1 ? 50_000 * random.next() : 0,
    };
    for (const field of BAR_FIELDS) columns[field][i] = bar[field];
  }
  return { openTime, columns };
}

export const KEY = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '5m' };

/** A tape over the columns; nothing is copied. */
export function tapeOf({ openTime, columns }, key = KEY) {
  return new Tape(key, openTime, columns);
}

/** The same bars side by side, as a feed hands them over: one record per bar. */
export function recordsOf({ openTime, columns }) {
  const width = BAR_FIELDS.length;
  const records = new Float64Array(openTime.length * width);
  BAR_FIELDS.forEach((field, k) => {
    for (let i = 0; i < openTime.length; i++) records[i * width + k] = columns[field][i];
  });
  return { records, width };
}
