import { InvalidArgumentError } from 'commander';
import { parseIsoTime } from '../ingestion/import/csv/times.ts';

/** A day, a day and a time (UTC where no zone is said), or UTC milliseconds, as an option's value. UTC ms. */
export function moment(text: string): number {
  const time = /^-?\d{9,}$/.test(text) ? Number(text) : parseIsoTime(text);
  if (Number.isFinite(time)) return time;
  throw new InvalidArgumentError('Write 2025-01-31, 2025-01-31T12:00Z or UTC milliseconds.');
}
