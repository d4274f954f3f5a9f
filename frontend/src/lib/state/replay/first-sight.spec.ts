import { describe, expect, it } from '@jest/globals';
import { firstSight } from './first-sight.ts';

const DAY = 86_400_000;

describe('firstSight', () => {
  it('opens a long recording of short bars a week in, and leaves short ones to the server', () => {
    expect(firstSight({ from: 0, to: 84 * DAY }, '5m')).toBe(7 * DAY);
    expect(firstSight({ from: 0, to: 27 * DAY }, '5m')).toBeNull();
  });

  it('opens long bars with a chart full of them, and keeps half for later: a day in there are two', () => {
    expect(firstSight({ from: 0, to: 840 * DAY }, '4h')).toBe(25 * DAY);
    expect(firstSight({ from: DAY, to: 401 * DAY }, '1d')).toBe(151 * DAY);
    expect(firstSight({ from: 0, to: 21 * DAY }, '1d')).toBe(10 * DAY);
    expect(firstSight({ from: 0, to: 7 * DAY }, '1w')).toBe(7 * DAY);
  });
});
