import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numericTimeFormat, parseIsoTime, toMs } from './times.ts';

describe('times', () => {
  it('reads the forms that venues and tools write', () => {
    const t = Date.UTC(2024, 0, 1, 8);
    for (const text of [
      '2024-01-01 08:00:00',
      '2024-01-01T08:00:00Z',
      '2024-01-01 08:00:00+00:00',
      '2024-01-01 08:00',
      '2024/01/01 08:00:00 UTC',
      '2024-01-01T10:00:00+02:00',
      '2024-01-01T03:00:00-0500',
      '2024-01-01 08:00:00.000',
    ]) {
      expect([text, parseIsoTime(text)]).toEqual([text, t]);
    }
    expect(parseIsoTime('2023-01-01 08:00:00.008000+00:00')).toBe(Date.UTC(2023, 0, 1, 8) + 8);
    expect(parseIsoTime('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
  });

  it('refuses what is no time, and days that do not exist', () => {
    for (const text of [
      '',
      '2023-02-29',
      '2024-13-01',
      '2024-01-01 24:00:00',
      '01.02.2024',
      '20240101',
      'now',
    ]) {
      expect([text, parseIsoTime(text)]).toEqual([text, NaN]);
    }
  });

  it('tells the unit of a number by its size', () => {
    expect([1704067200, 1704067200000, 1704067200000000, 1704067200000000000].map(numericTimeFormat)).toEqual(
      ['s', 'ms', 'us', 'ns'],
    );
    for (const value of [20240101, 45000.5, 0, -1, 1e20, NaN])
      expect(numericTimeFormat(value)).toBeUndefined();
  });

  it('agrees with Date on every ISO text of a millisecond', () => {
    const moment = fc.date({ min: new Date('2005-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        expect(parseIsoTime(date.toISOString())).toBe(date.getTime());
        expect(toMs(date.getTime() * 1000, 'us')).toBe(date.getTime());
        expect(toMs(date.getTime() / 1000, 's')).toBeCloseTo(date.getTime(), 3);
      }),
    );
  });
});
