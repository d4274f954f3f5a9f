import type { QuietHours } from '../../database/entities/alert-rule.entity.ts';

const DAY_MINUTES = 1_440;

/** Whether a moment lies in the quiet hours; from 22:00 to 06:00 goes over midnight. All times are UTC. */
export function isQuiet(quiet: QuietHours | null, time: number): boolean {
  if (quiet === null || quiet.fromMinute === quiet.toMinute) return false;
  const minute = Math.floor(time / 60_000) % DAY_MINUTES;
  const { fromMinute: from, toMinute: to } = quiet;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
