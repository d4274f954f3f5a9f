import { describe, expect, it, jest } from '@jest/globals';
import type { AlertToast, SignalRow } from '@hindcast/engine/wire';
import { Announcer } from './announcer.ts';

const signal = (tier: 1 | 2 | 3, row: number): SignalRow => ({
  venue: 'bybit',
  symbol: 'BTC/USDT:USDT',
  timeframe: '5m',
  row,
  time: Date.UTC(2025, 0, 6, 10),
  tier,
  name: { 1: 'anomaly', 2: 'confluence', 3: 'flow' }[tier],
  score: 1,
  bias: 'long',
  explanation: { tier, name: '', fired: true, conditions: [], flip: null },
});
const toast = (...signals: SignalRow[]): AlertToast => ({
  source: 'replay',
  session: 's',
  signals,
  events: [],
});

describe('what is announced', () => {
  it('is said at once, then the weightiest of each pause with the number of the others', () => {
    jest.useFakeTimers();
    let now = 0;
    const said: [string, string, number][] = [];
    const announcer = new Announcer(
      (...words) => said.push(words),
      () => now,
    );
    announcer.hear(toast(signal(1, 7)));
    expect(said).toEqual([
      ['Tier 1, anomaly: BTC long', 'BTC/USDT:USDT on bybit, bar of 6 Jan 10:00 UTC', 7],
    ]);
    for (const [tier, row] of [
      [2, 8],
      [3, 9],
      [1, 10],
    ] as const)
      announcer.hear(toast(signal(tier, row)));
    expect(said).toHaveLength(1);
    now = 1_500;
    jest.advanceTimersByTime(1_500);
    expect(said.slice(1)).toEqual([
      ['Tier 3, flow: BTC long', 'BTC/USDT:USDT on bybit, bar of 6 Jan 10:00 UTC · and 2 more', 9],
    ]);
    jest.advanceTimersByTime(10_000);
    expect(said).toHaveLength(2);
    jest.useRealTimers();
  });

  it('forgets a session that is over, and says the first of the next one at once', () => {
    jest.useFakeTimers();
    const said: number[] = [];
    let now = 0;
    const announcer = new Announcer(
      (_text, _description, row) => said.push(row),
      () => now,
    );
    for (const row of [7, 8]) announcer.hear(toast(signal(1, row)));
    announcer.stop();
    jest.advanceTimersByTime(10_000);
    expect(said).toEqual([7]);
    for (const row of [1, 2, 3]) announcer.hear(toast(signal(1, row)));
    now = 1_500;
    jest.advanceTimersByTime(1_500);
    expect(said).toEqual([7, 1, 3]);
    jest.useRealTimers();
  });
});
