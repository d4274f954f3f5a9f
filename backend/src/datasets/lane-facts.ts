import {
  BAR_FIELDS,
  HindcastError,
  isAligned,
  timeframeMs,
  type BarColumns,
  type LaneKey,
} from '@hindcast/engine';
import type { Gap, LaneManifest } from './manifest.ts';

/** A longer hole is a mistake in the times, not an outage: it could not be laid on a grid in memory. */
const MAX_GAP_BARS = 5_000_000;

/**
 * What the manifest says about a lane, gathered while its bars stream past: range, gaps, coverage.
 * Refuses bars that are off the timeframe's grid or not strictly after the one before.
 */
export class LaneFacts {
  readonly key: LaneKey;
  readonly coverage: Record<string, number> = {};
  readonly gaps: Gap[] = [];
  rows = 0;
  missingBars = 0;
  #first = NaN;
  #last = NaN;
  readonly #step: number;

  constructor(key: LaneKey) {
    this.key = key;
    this.#step = timeframeMs(key.timeframe);
    for (const field of BAR_FIELDS) this.coverage[field] = 0;
  }

  /** Takes rows [from, to) into account. */
  add(openTime: Float64Array, columns: Partial<BarColumns>, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#time(openTime[i]);
    for (const field of BAR_FIELDS) {
      const data = columns[field];
      if (!data) continue;
      let present = 0;
      for (let i = from; i < to; i++) if (data[i] === data[i]) present++;
      this.coverage[field] += present;
    }
  }

  get range(): LaneManifest['range'] {
    return { from: this.#first, to: this.#last + this.#step };
  }

  #time(time: number): void {
    if (!isAligned(time, this.key.timeframe)) throw this.#refuse('BAR_OFF_GRID', time, 'is off the grid');
    if (this.rows === 0) this.#first = time;
    else {
      const step = time - this.#last;
      if (!(step > 0)) throw this.#refuse('BAR_NOT_AFTER_LAST', time, 'is not after the bar before it');
      if (step > this.#step) {
        const bars = step / this.#step - 1;
        if (bars > MAX_GAP_BARS) throw this.#refuse('BAR_HOLE_TOO_LARGE', time, `comes ${bars} bars late`);
        this.gaps.push({ from: this.#last + this.#step, to: time, bars });
        this.missingBars += bars;
      }
    }
    this.#last = time;
    this.rows++;
  }

  #refuse(code: string, time: number, what: string): HindcastError {
    const { venue, symbol, timeframe } = this.key;
    return new HindcastError(
      code,
      `${venue} ${symbol} ${timeframe}: the bar that opens at ${describeTime(time)} ${what}.`,
      'Check the timeframe, and that the bars are sorted by open time without duplicates.',
      { row: this.rows, field: 'openTime' },
    );
  }
}

/** A time for a person: ISO with milliseconds, or the bare number when it is none. */
export function describeTime(time: number): string {
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : String(time);
}
