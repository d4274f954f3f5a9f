import { describe, expect, it } from '@jest/globals';
import { pairOverview } from './pair-overview.ts';
import { firstClosed, signalTrades } from './signal-trades.ts';

const spread = Float64Array.from([1, NaN, 3, -2, 5, 6]);

describe('the miniature of a spread', () => {
  it('holds nothing of any row beyond the known ones', () => {
    const trades = [
      { side: 'long' as const, entryRow: 0, exitRow: 2 },
      { side: 'short' as const, entryRow: 3, exitRow: 5 },
    ];
    const overview = pairOverview(spread, trades, { from: 0, to: 6, buckets: 3, known: 4 });
    expect(overview).toMatchObject({ to: 4, bucketRows: 2, high: [1, 3], low: [1, -2], close: [1, -2] });
    expect(overview.trades).toEqual([{ id: 0, side: 'long', entryRow: 0, exitRow: 2, netPnl: 2 }]);
  });

  it('is empty where nothing is known', () => {
    expect(pairOverview(spread, [], { from: 2, to: 6, buckets: 3, known: 0 })).toMatchObject({
      close: [],
      to: 2,
    });
  });
});

describe('entries and exits', () => {
  const signal = (time: number, kind: 'entry' | 'exit') => ({ time, kind, side: 'long' as const, z: -2 });

  it('are trades on the rows, the last one open; an exit without its entry is left out', () => {
    const signals = [signal(1, 'exit'), signal(2, 'entry'), signal(3, 'exit'), signal(5, 'entry')];
    expect(signalTrades(signals, (time) => time)).toEqual([
      { side: 'long', entryRow: 2, exitRow: 3 },
      { side: 'long', entryRow: 5, exitRow: null },
    ]);
  });

  it('of a bar that was thinned out stand at the next row, never before it', () => {
    const times = Float64Array.from([0, 60, 180, 240]);
    expect(firstClosed(times, 60, 120)).toBe(1);
    expect(firstClosed(times, 60, 180)).toBe(2);
    expect(firstClosed(times, 60, 300)).toBe(3);
  });
});
