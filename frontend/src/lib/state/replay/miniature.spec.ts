import { describe, expect, it } from '@jest/globals';
import { decodeFrame, encodeFrame, type ReplayOverview } from '@hindcast/engine/wire';
import { extendMiniature } from './miniature.ts';

function empty(buckets: number): ReplayOverview {
  const nulls = (): null[] => Array.from({ length: buckets }, () => null);
  const zeros = (): number[] => Array.from({ length: buckets }, () => 0);
  return {
    from: 0,
    to: 0,
    bucketRows: 2,
    high: nulls(),
    low: nulls(),
    close: nulls(),
    signals: [zeros(), zeros(), zeros(), zeros(), zeros(), zeros()],
    holes: zeros(),
    events: [],
    trades: [],
  };
}

function frame(from: number, close: number[], tiers: number[]): ReturnType<typeof decodeFrame> {
  const pad = (values: number[]): Float64Array =>
    Float64Array.from([...new Array<number>(from).fill(0), ...values]);
  const columns = [
    ['high', pad(close.map((c) => c + 1))],
    ['low', pad(close.map((c) => c - 1))],
    ['close', pad(close)],
    ['tiers', pad(tiers)],
  ] as const;
  return decodeFrame(
    encodeFrame({ venue: 'v', symbol: 's', timeframe: '5m', from, to: from + close.length }, columns),
  );
}

describe('the miniature', () => {
  it('takes played rows into their buckets, once', () => {
    const overview = empty(3);
    extendMiniature(overview, frame(0, [10, 12, 11], [0, 0b11, 0]));
    extendMiniature(overview, frame(1, [12, 11, 9], [0b11, 0, 0b10]));
    expect(overview.high).toEqual([13, 12, null]);
    expect(overview.low).toEqual([9, 8, null]);
    expect(overview.close).toEqual([12, 9, null]);
    expect(overview.signals[0]).toEqual([1, 0, 0]);
    expect(overview.signals[1]).toEqual([1, 1, 0]);
  });

  it('counts nothing twice where it holds rows that were not played: that of a review', () => {
    const overview = empty(2);
    extendMiniature(overview, frame(0, [10, NaN, 11, 14], [1, 0, 0b11, 1]));
    const whole = structuredClone(overview);
    // Rows 0 to 2 are played while rows 0 to 3 are in it.
    extendMiniature(overview, frame(0, [10], [1]));
    extendMiniature(overview, frame(1, [NaN, 11], [0, 0b11]));
    expect(overview).toEqual(whole);
    expect(overview.close).toEqual([10, 14]);
    expect(overview.holes).toEqual([1, 0]);
    expect(overview.signals.slice(0, 2)).toEqual([
      [1, 2],
      [0, 1],
    ]);
  });

  it('grows beyond what was asked for', () => {
    const overview = empty(1);
    extendMiniature(overview, frame(0, [10, 12, 11], [0, 0, 1]));
    expect(overview.close).toEqual([12, 11]);
    expect(overview.signals[0]).toEqual([0, 1]);
    expect(overview.to).toBe(3);
  });

  it('counts a hole as a hole', () => {
    const overview = empty(2);
    extendMiniature(overview, frame(0, [NaN, 5], [0, 0]));
    expect(overview.holes).toEqual([1, 0]);
    expect(overview.close).toEqual([5, null]);
  });
});
