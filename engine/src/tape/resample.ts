import { alignOpen, timeframeMs, type Timeframe, type UtcMs } from '../time.ts';
import { HindcastError } from '../errors.ts';
import { BAR_FIELDS, type BarField } from './fields.ts';
import { laneId, Tape } from './tape.ts';

/** Volumes and counts add up; a sum without one of its terms is not known. */
const SUMS: readonly BarField[] = [
  'volume',
  'takerBuyVolume',
  'quoteVolume',
  'trades',
  'liquidatedLongUsd',
  'liquidatedShortUsd',
];

/** Values that hold as of a bar's close: the last lower bar's. */
const AS_OF: readonly BarField[] = [
  'openInterest',
  'openInterestUsd',
  'globalLongShort',
  'topLongShortAccounts',
  'topLongShortPositions',
  'takerLongShort',
  'fundingRate',
  'fundingIntervalHours',
  'fundingTime',
];

/**
 * Builds the bars of a higher timeframe out of closed lower ones and appends each to {@link tape} once it has closed:
 * aligned to UTC, weeks to Monday (SPEC §2). Prices come from the lower bars that are there (open of the first, close of
 * the last); a bar without any is a hole; sums are NaN where a lower bar is missing; slow series are those of the last
 * lower bar. The first bar is left out unless the source begins with its open, because it would not be whole.
 */
export class Resampler {
  readonly tape: Tape;
  readonly #source: Tape;
  readonly #timeframe: Timeframe;
  readonly #values = new Float64Array(BAR_FIELDS.length);
  #cursor = 0;

  constructor(source: Tape, timeframe: Timeframe, capacity = 64) {
    const ratio = timeframeMs(timeframe) / source.timeframeMs;
    if (!source.grid || !Number.isInteger(ratio) || ratio <= 1) throw cannotResample(source, timeframe);
    this.#source = source;
    this.#timeframe = timeframe;
    this.tape = Tape.empty({ ...source.key, timeframe }, capacity);
  }

  /** Takes in rows up to `to` of the source; returns how many bars are in {@link tape} afterwards. */
  advance(to: number): number {
    const bars = timeframeMs(this.#timeframe) / this.#source.timeframeMs;
    if (this.#cursor === 0 && to > 0) this.#cursor = this.#firstWhole();
    while (this.#cursor + bars <= to) {
      this.#append(this.#cursor, this.#cursor + bars);
      this.#cursor += bars;
    }
    return this.tape.rows;
  }

  /** Row of the source at which the first whole bar begins. */
  #firstWhole(): number {
    const first = this.#source.openTime[0];
    const open = alignOpen(first, this.#timeframe);
    return open === first ? 0 : (open + timeframeMs(this.#timeframe) - first) / this.#source.timeframeMs;
  }

  #append(from: number, to: number): void {
    const columns = this.#source.columns;
    const put = (field: BarField, value: number): void =>
      void (this.#values[BAR_FIELDS.indexOf(field)] = value);
    put('open', firstFinite(columns.open, from, to));
    put('high', extreme(columns.high, from, to, 1));
    put('low', extreme(columns.low, from, to, -1));
    put('close', lastFinite(columns.close, from, to));
    for (const field of SUMS) put(field, sum(columns[field], from, to));
    for (const field of AS_OF) put(field, columns[field][to - 1]);
    this.tape.appendRecord(this.#source.openTime[from], this.#values, 0);
  }
}

/** A whole tape in a higher timeframe; see {@link Resampler}. Bars that had not closed by the end are left out. */
export function resampleTape(tape: Tape, timeframe: Timeframe): Tape {
  if (tape.key.timeframe === timeframe) return tape;
  const bars = Math.ceil((tape.rows * tape.timeframeMs) / timeframeMs(timeframe));
  const resampler = new Resampler(tape, timeframe, Math.max(bars, 1));
  resampler.advance(tape.rows);
  return resampler.tape;
}

/** When a bar of a higher timeframe that opens at `open` may be seen: at its close, not before. */
export function visibleAt(open: UtcMs, timeframe: Timeframe): UtcMs {
  return open + timeframeMs(timeframe);
}

function firstFinite(x: Float64Array, from: number, to: number): number {
  for (let i = from; i < to; i++) if (x[i] === x[i]) return x[i];
  return NaN;
}

function lastFinite(x: Float64Array, from: number, to: number): number {
  for (let i = to - 1; i >= from; i--) if (x[i] === x[i]) return x[i];
  return NaN;
}

function extreme(x: Float64Array, from: number, to: number, sign: 1 | -1): number {
  let best = NaN;
  for (let i = from; i < to; i++) if (x[i] === x[i] && !(sign * x[i] <= sign * best)) best = x[i];
  return best;
}

function sum(x: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += x[i];
  return total;
}

function cannotResample(tape: Tape, timeframe: Timeframe): HindcastError {
  return new HindcastError(
    'TIMEFRAME_NOT_REACHABLE',
    `${laneId(tape.key)} cannot be resampled to ${timeframe}.`,
    tape.grid
      ? 'Choose a timeframe that is a whole number of these bars.'
      : 'A tape with trading sessions keeps its own timeframe.',
    { field: 'timeframe' },
  );
}
