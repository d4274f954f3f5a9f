import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BAR_FIELDS } from './tape/fields.ts';
import { resampleTape } from './tape/resample.ts';
import { Tape } from './tape/tape.ts';
import { smallMarket } from './testing/index.ts';
import { HOUR, MINUTE } from './time.ts';
import { firstDifference } from './verify.ts';
import type { Market } from './market.ts';
import { Universe } from './universe.ts';

const key = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '15m' } as const;
const columns = (market: Market): { name: string; data: Float64Array }[] =>
  market.lanes.flatMap((lane) => lane.columnNames().map((name) => lane.column(name)));

describe('resampling', () => {
  it('an hour out of four quarters, by hand', () => {
    const tape = Tape.fromBars(key, [
      // 00:45 belongs to an hour that began before the tape.
      { openTime: 45 * MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 1 },
      {
        openTime: HOUR,
        open: 10,
        high: 12,
        low: 9,
        close: 11,
        volume: 5,
        openInterest: 100,
        liquidatedLongUsd: 1,
      },
      {
        openTime: HOUR + 15 * MINUTE,
        open: 11,
        high: 15,
        low: 11,
        close: 14,
        volume: 6,
        openInterest: 101,
        liquidatedLongUsd: 2,
      },
      // 01:30 is missing.
      {
        openTime: HOUR + 45 * MINUTE,
        open: 14,
        high: 14,
        low: 8,
        close: 9,
        volume: 7,
        openInterest: 99,
        liquidatedLongUsd: 3,
      },
      { openTime: 2 * HOUR, open: 9, high: 9, low: 9, close: 9, volume: 1 },
    ]);
    const hours = resampleTape(tape, '1h');
    expect(hours.rows).toBe(1);
    expect(hours.openTime[0]).toBe(HOUR);
    const { open, high, low, close, volume, openInterest, liquidatedLongUsd } = hours.columns;
    expect([open[0], high[0], low[0], close[0], openInterest[0]]).toEqual([10, 15, 8, 9, 99]);
    // A sum without one of its terms is not known.
    expect([volume[0], liquidatedLongUsd[0]]).toEqual([NaN, NaN]);
  });

  it('weeks begin on Monday', () => {
    const monday = Date.UTC(2025, 0, 6);
    const days = Array.from({ length: 10 }, (_, d) => ({
      openTime: monday + (d - 2) * 24 * HOUR,
      close: d,
      volume: 1,
    }));
    const weeks = resampleTape(Tape.fromBars({ ...key, timeframe: '1d' }, days), '1w');
    expect([weeks.rows, weeks.openTime[0], weeks.columns.close[0], weeks.columns.volume[0]]).toEqual([
      1,
      monday,
      8,
      7,
    ]);
  });

  it('refuses what is not a whole number of bars', () => {
    expect(() => resampleTape(Tape.fromBars(key, [{ openTime: 0, close: 1 }]), '5m')).toThrow(
      'cannot be resampled',
    );
  });
});

describe('universe', () => {
  it('higher timeframes appear when their bars close, the same bits as on a resampled tape, played or pushed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 100, max: 600 }), (seed, rows) => {
        const tapes = smallMarket(seed, { rows, timeframe: '15m' });
        const played = new Universe(tapes, ['4h', '1h']);
        played.advance(rows);
        const pushed = new Universe(
          tapes.map((tape) => Tape.empty(tape.key)),
          ['1h', '4h'],
        );
        for (let i = 0; i < rows; i++) {
          const openTime = tapes[0].openTime[i];
          const bars = tapes.map((tape) => ({
            openTime,
            ...Object.fromEntries(BAR_FIELDS.map((field) => [field, tape.columns[field][i]])),
          }));
          pushed.push(openTime, bars);
          const hourly = pushed.markets.get('1h')!;
          const lastClose = hourly.rows > 0 ? hourly.lanes[0].tape.closeTime(hourly.rows - 1) : -Infinity;
          expect(lastClose).toBeLessThanOrEqual(openTime + 15 * MINUTE);
        }
        for (const [timeframe, market] of played.markets) {
          const other = pushed.markets.get(timeframe)!;
          expect(other.cursor).toBe(market.cursor);
          expect(
            firstDifference({ columns: columns(market) }, { columns: columns(other) }, market.cursor),
          ).toBeNull();
        }
      }),
      { numRuns: 12 },
    );
  });

  it('gives the higher timeframes their room at once: none grows while the lower bars have room', () => {
    const tapes = smallMarket('room', { rows: 1_000, timeframe: '15m', symbols: ['BTC/USDT:USDT'] });
    const universe = new Universe(
      tapes.map(({ key }) => Tape.empty(key, 1_000)),
      ['1h'],
    );
    const { tape } = universe.markets.get('1h')!.lanes[0];
    const room = tape.capacity;
    for (let i = 0; i < 1_000; i++)
      universe.push(
        tapes[0].openTime[i],
        tapes.map(({ openTime, columns: { close } }) => ({ openTime: openTime[i], close: close[i] })),
      );
    expect([tape.rows, tape.capacity]).toEqual([250, room]);
  });
});
