import { catalogue, type Lane } from '@hindcast/engine';

/** What a blind replay makes of the close and, where amounts are hidden too, of the mean volume. */
const INDEX = 100;
/** Bars over which the mean volume is taken. */
const MEAN_BARS = 288;

/**
 * Factors by which numbers of a blind replay are multiplied. Two of them divided must not tell a price. NaN where nothing tells
 * how large a thing is: what it would scale is not shown.
 */
export interface Scales {
  price: number;
  /** Base units: volumes, open interest. */
  base: number;
  /** Money: turnover, liquidations. */
  money: number;
}

/** Columns measured in quote currency that are amounts of money, not prices. */
const TURNOVER = new Set(['quoteVolume', 'quoteVolume24h']);
const UNITS = new Map(catalogue().map(({ name, unit }) => [name, unit]));

/** The scales that make the close of a row 100 and, with `amounts`, the mean volume before it too. */
export function scalesAt(lane: Lane, row: number, amounts: boolean): Scales {
  const price = INDEX / lastKnown(lane.tape.columns.close, row);
  const base = amounts ? INDEX / meanOf(lane.tape.columns.volume, row) : 1;
  const scales = { price: usable(price), base: usable(base) };
  return { ...scales, money: scales.price * scales.base };
}

/**
 * The factor of a column; 1 for what has no scale: ratios, percentages, scores, states. NaN, which hides it, for a name
 * outside the catalogue: nobody knows what it carries.
 */
export function factorOf(column: string, scales: Scales): number {
  if (TURNOVER.has(column)) return scales.money;
  if (!UNITS.has(column)) return NaN;
  switch (UNITS.get(column)) {
    case 'quote':
      return scales.price;
    case 'base':
      return scales.base;
    case 'USD':
    case 'USD/h':
      return scales.money;
    default:
      return 1;
  }
}

const usable = (factor: number): number => (Number.isFinite(factor) && factor > 0 ? factor : NaN);

function lastKnown(data: Float64Array, row: number): number {
  while (row > 0 && data[row] !== data[row]) row--;
  return data[row];
}

function meanOf(data: Float64Array, row: number): number {
  const known = data.subarray(Math.max(0, row + 1 - MEAN_BARS), row + 1).filter((x) => x === x);
  return known.reduce((sum, x) => sum + x, 0) / known.length;
}
