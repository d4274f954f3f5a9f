import { describe, expect, it } from '@jest/globals';
import { clock, date, duration, linkTime, parseTime, shortStamp, stamp, zoneLabel } from './time.ts';

// 2024-03-12T14:35:00Z = 19794 days * 86400000 + 52500000 ms
const TIME = 19_794 * 86_400_000 + 52_500_000;

describe('times', () => {
  it('are written in UTC', () => {
    expect(stamp(TIME, 'utc')).toBe('2024-03-12 14:35');
    expect(shortStamp(TIME, 'utc')).toBe('12 Mar 14:35');
    expect(date(TIME, 'utc')).toBe('12 Mar 2024');
    expect(clock(TIME + 7000, 'utc', true)).toBe('14:35:07');
  });

  it('survive the link and back', () => {
    expect(linkTime(TIME)).toBe('2024-03-12T14:35Z');
    expect(linkTime(TIME + 7000)).toBe('2024-03-12T14:35:07Z');
    for (const time of [TIME, TIME + 7000]) expect(parseTime(linkTime(time))).toBe(time);
  });

  // Berlin is an hour ahead of UTC, two from the last Sunday of March (2024-03-31, 01:00 UTC); Kathmandu 5 h 45 min.
  it('are written and read in a zone by its name, across a change of its clocks', () => {
    const zone = 'Europe/Berlin';
    expect(stamp(TIME, zone)).toBe('2024-03-12 15:35');
    const change = Date.UTC(2024, 2, 31, 1);
    expect([change - 60_000, change].map((time) => clock(time, zone))).toEqual(['01:59', '03:00']);
    for (const time of [TIME, change - 60_000, change]) expect(parseTime(stamp(time, zone), zone)).toBe(time);
    expect(clock(TIME, 'Asia/Kathmandu')).toBe('20:20');
    expect(zoneLabel('America/New_York')).toBe('New York');
  });

  it('are read as people type them', () => {
    expect(parseTime('2024-03-12 14:35')).toBe(TIME);
    expect(parseTime(' 2024-03-12T14:35Z ')).toBe(TIME);
    expect(parseTime('2024-03-12')).toBe(TIME - 52_500_000);
    expect(parseTime(String(TIME))).toBe(TIME);
    expect(parseTime('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
    for (const none of [
      'yesterday',
      '2024-02-31',
      '2023-02-29',
      '2024-13-01',
      '2024-03-12 24:00',
      '2024-03-12 14:60',
    ])
      expect(parseTime(none)).toBeUndefined();
  });

  it('last as long as the two largest units say', () => {
    expect(duration(187_200_000)).toBe('2 d 4 h');
    expect(duration(2_100_000)).toBe('35 min');
    expect(duration(0)).toBe('0 s');
  });
});
