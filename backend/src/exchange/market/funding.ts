import { HOUR, lastAtOrBefore, type Tape, type UtcMs } from '@hindcast/engine';

export interface Settlement {
  time: UtcMs;
  rate: number;
  /** Hours since the settlement before it; 8 where the recording does not say. */
  intervalHours: number;
}

const USUAL_HOURS = 8;

/** The funding settlements that the rows of a tape tell of. Without settlement times they are taken to be every eight hours. */
export function fundingOf(tape: Tape | undefined): Settlement[] {
  if (!tape) return [];
  const { fundingRate, fundingTime, fundingIntervalHours } = tape.columns;
  const settlements: Settlement[] = [];
  let last = -Infinity;
  for (let i = 0; i < tape.rows; i++) {
    if (Number.isNaN(fundingRate[i])) continue;
    const hours = fundingIntervalHours[i] > 0 ? fundingIntervalHours[i] : USUAL_HOURS;
    const grid = hours * HOUR;
    const time = fundingTime[i] > 0 ? fundingTime[i] : Math.floor(tape.closeTime(i) / grid) * grid;
    if (!(time > last)) continue;
    last = time;
    settlements.push({ time, rate: fundingRate[i], intervalHours: hours });
  }
  return settlements;
}

/** The last settlement at `now`; undefined before the first. */
export function settledBy(settlements: readonly Settlement[], now: UtcMs): Settlement | undefined {
  let low = 0;
  let high = settlements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (settlements[middle].time <= now) low = middle + 1;
    else high = middle;
  }
  return settlements[low - 1];
}

/** The value of a column last known at `now`, with the close of its bar. */
export function asOf(
  tape: Tape | undefined,
  field: keyof Tape['columns'],
  now: UtcMs,
): { time: UtcMs; value: number; row: number } | undefined {
  if (!tape) return undefined;
  const column = tape.columns[field];
  let row = lastAtOrBefore(tape.openTime, tape.rows, now - tape.timeframeMs);
  while (row >= 0 && Number.isNaN(column[row])) row--;
  return row < 0 ? undefined : { time: tape.closeTime(row), value: column[row], row };
}
