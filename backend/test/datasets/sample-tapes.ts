import { BAR_FIELDS, emptyColumns, MINUTE, Tape, type BarColumns, type LaneKey } from '@hindcast/engine';

export const LANE: LaneKey = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '5m' };
export const START = Date.UTC(2024, 0, 1);

/** A small deterministic generator: tests must not depend on luck. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** A tape of plausible values in the given fields; rows in `holes` are missing. */
export function sampleTape(
  rows: number,
  options: { key?: LaneKey; holes?: number[]; fields?: readonly (keyof BarColumns)[]; seed?: number } = {},
): Tape {
  const { key = LANE, holes = [], fields = BAR_FIELDS, seed = 1 } = options;
  const next = random(seed);
  const columns = emptyColumns(rows);
  const openTime = Float64Array.from({ length: rows }, (_, i) => START + i * 5 * MINUTE);
  for (const field of fields) {
    for (let i = 0; i < rows; i++)
      columns[field][i] = field === 'fundingRate' ? next() / 1000 : 1 + next() * 99;
  }
  if (fields.includes('takerBuyVolume')) {
    for (let i = 0; i < rows; i++) columns.takerBuyVolume[i] = columns.volume[i] / 2;
  }
  for (const hole of holes) for (const field of BAR_FIELDS) columns[field][hole] = NaN;
  return new Tape(key, openTime, columns);
}

/** Whether two tapes hold the same bits. */
export function sameTape(a: Tape, b: Tape): boolean {
  if (a.rows !== b.rows) return false;
  for (let i = 0; i < a.rows; i++) if (a.openTime[i] !== b.openTime[i]) return false;
  return BAR_FIELDS.every((field) => {
    for (let i = 0; i < a.rows; i++) if (!Object.is(a.columns[field][i], b.columns[field][i])) return false;
    return true;
  });
}
