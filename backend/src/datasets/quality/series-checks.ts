import {
  BAR_FIELDS,
  emptyColumns,
  emptyQuality,
  guardRows,
  HOUR,
  MINUTE,
  type BarField,
} from '@hindcast/engine';
import type { Check, Findings, Rows } from './findings.ts';

/** A series that keeps one value for as long as this is stuck: open interest moves with every trade. */
const STUCK_FOR = 6 * HOUR;
const MOVING: readonly BarField[] = [
  'openInterest',
  'globalLongShort',
  'topLongShortAccounts',
  'topLongShortPositions',
];
/** Joined as of the close, or of some bars only: a hole in them is the series', not the bar's. */
const SERIES: readonly BarField[] = [
  ...MOVING,
  'openInterestUsd',
  'takerLongShort',
  'fundingRate',
  'takerBuyVolume',
  'liquidatedLongUsd',
];
const CLOCK_TOLERANCE = MINUTE;

/** Open interest and ratios that keep one value for hours. */
export class StuckSeries implements Check {
  readonly #found: Findings;
  readonly #step: number;
  readonly #state = new Map(MOVING.map((field) => [field, { value: NaN, since: NaN, told: false }]));

  constructor(found: Findings, step: number) {
    this.#found = found;
    this.#step = step;
  }

  take(rows: Rows): void {
    for (const [field, state] of this.#state) {
      const data = rows.field(field);
      for (let i = 0; i < rows.rows; i++) {
        const time = rows.openTime[i];
        if (data[i] !== state.value) Object.assign(state, { value: data[i], since: time, told: false });
        const close = time + this.#step;
        if (close - state.since < STUCK_FOR || this.#step >= STUCK_FOR) continue;
        const from = state.told ? time : state.since;
        this.#found.add(
          'stuckSeries',
          from,
          close,
          `${field} ${data[i]}`,
          state.told ? 1 : (close - from) / this.#step,
        );
        state.told = true;
      }
    }
  }
}

/** Series that are missing in between, and the first and last value of every field. */
export class FieldCoverage implements Check {
  readonly #found: Findings;
  readonly #step: number;
  readonly #state = BAR_FIELDS.map((field) => ({
    field,
    rows: 0,
    first: NaN,
    last: NaN,
    missed: 0,
    missedFrom: NaN,
  }));

  constructor(found: Findings, step: number) {
    this.#found = found;
    this.#step = step;
  }

  take(rows: Rows): void {
    for (const state of this.#state) {
      const data = rows.field(state.field);
      for (let i = 0; i < rows.rows; i++) {
        const time = rows.openTime[i];
        if (data[i] !== data[i]) {
          if (state.missed++ === 0) state.missedFrom = time;
          continue;
        }
        // Holes count once a value follows: what never began, or has ended, is not late.
        if (state.missed > 0 && state.rows > 0 && SERIES.includes(state.field)) {
          this.#found.add('lateSeries', state.missedFrom, time, state.field, state.missed);
        }
        state.missed = 0;
        if (state.rows++ === 0) state.first = time;
        state.last = time;
      }
    }
  }

  fields(
    rows: number,
  ): { field: BarField; rows: number; share: number; first: number | null; last: number | null }[] {
    return this.#state.map(({ field, rows: present, first, last }) => ({
      field,
      rows: present,
      share: rows > 0 ? present / rows : 0,
      first: present > 0 ? first : null,
      last: present > 0 ? last + this.#step : null,
    }));
  }
}

/** Values that the engine's own guards reject, and settlements off their clock. */
export class GuardChecks implements Check {
  readonly #found: Findings;
  readonly #step: number;
  #settlement = NaN;

  constructor(found: Findings, step: number) {
    this.#found = found;
    this.#step = step;
  }

  take(rows: Rows): void {
    this.#guards(rows);
    this.#clock(rows);
  }

  #guards(rows: Rows): void {
    const copy = emptyColumns(rows.rows);
    for (const field of BAR_FIELDS) copy[field].set(rows.field(field));
    const quality = emptyQuality();
    guardRows(copy, 0, rows.rows, quality);
    for (const field of Object.keys(quality.rejected) as BarField[]) {
      const data = rows.field(field);
      for (let i = 0; i < rows.rows; i++) {
        if (data[i] !== data[i] || copy[field][i] === data[i]) continue;
        this.#found.add('rejected', rows.openTime[i], rows.openTime[i] + this.#step, `${field} ${data[i]}`);
      }
    }
  }

  #clock(rows: Rows): void {
    const [times, hours] = [rows.field('fundingTime'), rows.field('fundingIntervalHours')];
    for (let i = 0; i < rows.rows; i++) {
      const time = times[i];
      if (time !== time || time === this.#settlement) continue;
      this.#settlement = time;
      const interval = hours[i] * HOUR;
      const off = time % interval;
      if (Math.min(off, interval - off) > CLOCK_TOLERANCE)
        this.#found.add('clock', time, time, new Date(time).toISOString());
    }
  }
}
