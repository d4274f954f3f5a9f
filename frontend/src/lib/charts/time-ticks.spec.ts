import { describe, expect, it } from '@jest/globals';
import { timeTicks } from './time-ticks.ts';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);

describe('time ticks', () => {
  it('stand on round days, hours or months, as many as there is room for', () => {
    const weeks = timeTicks(START, START + 60 * DAY, 10, 'utc');
    // 1970-01-01 was a Thursday, and weeks are counted from there.
    expect(weeks.map((t) => t.label).slice(0, 3)).toEqual(['4 Jan', '11 Jan', '18 Jan']);
    expect(timeTicks(START, START + DAY / 2, 12, 'utc').map((t) => t.label)).toContain('01:00');
    expect(timeTicks(START, START + 700 * DAY, 12, 'utc').map((t) => t.label)).toEqual([
      '2024',
      'Mar',
      'May',
      'Jul',
      'Sep',
      'Nov',
      '2025',
      'Mar',
      'May',
      'Jul',
      'Sep',
      'Nov',
    ]);
  });

  it('never gives more than was asked for, by more than one', () => {
    for (const days of [0.1, 1, 9, 60, 400, 3000]) {
      expect(timeTicks(START, START + days * DAY, 8, 'utc').length).toBeLessThanOrEqual(9);
    }
  });
});
