import { DEFAULT_CONFIG, BAR_FIELDS, Market, Tape } from '@hindcast/engine';
import { KEY, marketColumns } from '../market.mjs';
import { seconds } from '../measure.mjs';

const SYMBOLS = 200;
const WARM = 300;
const SLICES = 200;

/** One time slice of 200 symbols on two venues, cross-sectional values and the pairs of the first 20 included. */
export function slice() {
  const { openTime, columns } = marketColumns(WARM + SLICES + SYMBOLS);
  const keys = ['binanceusdm', 'bybit'].flatMap((venue) =>
    Array.from({ length: SYMBOLS }, (_, k) => ({ ...KEY, venue, symbol: `S${k}/USDT:USDT` })),
  );
  const config = { ...DEFAULT_CONFIG, correlation: { ...DEFAULT_CONFIG.correlation, watched: [] } };
  const market = new Market(
    keys.map((key) => Tape.empty(key, WARM + SLICES)),
    { config },
  );
  // Every symbol sees the same market at another time.
  const slices = Array.from({ length: WARM + SLICES }, (_, i) =>
    keys.map((_, k) => {
      const values = BAR_FIELDS.map((field) => [field, columns[field][i + (k % SYMBOLS)]]);
      return { openTime: openTime[i], ...Object.fromEntries(values) };
    }),
  );
  const times = slices.map((bars, i) => seconds(() => market.push(openTime[i], bars)) * 1_000);
  const sorted = times.slice(WARM).sort((a, b) => a - b);
  return {
    name: 'slice.200x2',
    value: sorted[SLICES >> 1],
    unit: 'ms',
    spread: sorted[SLICES - 2] - sorted[0],
  };
}
