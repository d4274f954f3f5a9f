import { describe, expect, it } from '@jest/globals';
import { firstSight } from './first-sight.ts';

const DAY = 86_400_000;

describe('firstSight', () => {
  it('opens a long recording of short bars a week in, and leaves the others to the server', () => {
    expect(firstSight({ from: 0, to: 84 * DAY }, '5m')).toBe(7 * DAY);
    expect(firstSight({ from: 0, to: 27 * DAY }, '5m')).toBeNull();
    expect(firstSight({ from: 0, to: 840 * DAY }, '4h')).toBeNull();
  });
});
