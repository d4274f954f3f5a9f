import { HindcastError } from '../errors.ts';
import { BAR_FIELDS, emptyColumns } from './fields.ts';
import { laneId, Tape } from './tape.ts';

/**
 * Brings tapes of one timeframe onto one grid, so that row i is the same bar on each: the grid reaches from the earliest
 * open to the latest, and a tape that does not cover it is copied with rows of NaN before and after. Tapes that agree
 * already are returned as they are.
 */
export function alignTapes(tapes: readonly Tape[]): readonly Tape[] {
  const timeframe = tapes[0].key.timeframe;
  for (const tape of tapes) if (tape.key.timeframe !== timeframe) throw mixedTimeframes(tapes[0], tape);
  const filled = tapes.filter((tape) => tape.rows > 0);
  if (tapes.length === 1 || filled.length === 0) return tapes;
  for (const tape of filled) if (!tape.grid) throw notGrid(tape);
  const start = Math.min(...filled.map((tape) => tape.openTime[0]));
  const end = Math.max(...filled.map((tape) => tape.openTime[tape.rows - 1]));
  const rows = (end - start) / tapes[0].timeframeMs + 1;
  return tapes.map((tape) => (tape.rows === rows ? tape : padded(tape, start, rows)));
}

function padded(tape: Tape, start: number, rows: number): Tape {
  const openTime = new Float64Array(rows);
  for (let i = 0; i < rows; i++) openTime[i] = start + i * tape.timeframeMs;
  const columns = emptyColumns(rows);
  if (tape.rows > 0) {
    const shift = (tape.openTime[0] - start) / tape.timeframeMs;
    for (const field of BAR_FIELDS) columns[field].set(tape.columns[field].subarray(0, tape.rows), shift);
  }
  return new Tape(tape.key, openTime, columns, { trusted: tape.quality });
}

function mixedTimeframes(a: Tape, b: Tape): HindcastError {
  return new HindcastError(
    'MARKET_MIXED_TIMEFRAMES',
    `${laneId(a.key)} and ${laneId(b.key)} have different timeframes.`,
    'Make one market per timeframe.',
    { field: 'timeframe' },
  );
}

function notGrid(tape: Tape): HindcastError {
  return new HindcastError(
    'TAPE_NOT_ON_GRID',
    `${laneId(tape.key)} has trading sessions and cannot be advanced together with other tapes.`,
    'Use it alone.',
  );
}
