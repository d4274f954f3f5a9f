import { DAY } from '../../time.ts';
import type { DailyEquity } from './daily.ts';

/** One calendar month (UTC) of a run. */
export interface MonthRow {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly returnPct: number;
  readonly pnl: number;
}

/** Year and month of a day counted from 1970, in the proleptic Gregorian calendar (H. Hinnant, civil_from_days). */
export function civilMonth(day: number): { year: number; month: number } {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month };
}

/** Return and PnL of each month, from the equity at its last day's end against the one before. */
export function monthTable(daily: DailyEquity, start: number): MonthRow[] {
  const rows: { year: number; month: number; end: number }[] = [];
  daily.days.forEach((time, k) => {
    const { year, month } = civilMonth(Math.floor(time / DAY));
    const last = rows[rows.length - 1];
    if (last && last.year === year && last.month === month) last.end = daily.equity[k];
    else rows.push({ year, month, end: daily.equity[k] });
  });
  return rows.map(({ year, month, end }, k) => {
    const before = k === 0 ? start : rows[k - 1].end;
    return { year, month, returnPct: 100 * (end / before - 1), pnl: end - before };
  });
}
