import { describe, expect, it } from '@jest/globals';
import { inTimeframe } from '../close-series.ts';
import { SecondCloses } from './second-closes.ts';

const LEG = { venue: 'bybit', symbol: 'BTC/USDT:USDT' };
const START = 1_736_121_600_000;

describe('closes of seconds', () => {
  it('are the last trades by time, in whatever order they come, and a second without a trade is not there', () => {
    const closes = new SecondCloses(100);
    for (const [ms, price] of [
      [400, 10],
      [900, 11],
      [700, 99],
      [2_100, 12],
      [1_050, 13],
      [2_100, 14],
      [4_000, 15],
    ])
      closes.take({ time: START + ms, price });
    const { times, close } = closes.closedBy(START + 5_000, LEG);
    expect(Array.from(times, (time) => time - START)).toEqual([0, 1_000, 2_000, 4_000]);
    expect(Array.from(close)).toEqual([11, 13, 14, 15]);
  });

  it('are seen once they are over', () => {
    const closes = new SecondCloses(100);
    closes.take({ time: START + 10, price: 1 });
    expect(closes.closedBy(START + 999, LEG).times).toHaveLength(0);
    expect(closes.closedBy(START + 1_000, LEG).times).toHaveLength(1);
  });

  it('are as many as there is room for, the newest', () => {
    const closes = new SecondCloses(80);
    for (let k = 0; k < 1_000; k++) closes.take({ time: START + k * 1_000, price: k });
    const { close } = closes.closedBy(Infinity, LEG);
    expect(close.at(-1)).toBe(999);
    expect(close.length).toBeGreaterThanOrEqual(80);
    expect(close.length).toBeLessThanOrEqual(90);
  });

  it('are resampled: the last close of every minute that is over', () => {
    const closes = new SecondCloses(1_000);
    for (let k = 0; k < 150; k += 7) closes.take({ time: START + k * 1_000, price: k });
    const { times, close } = inTimeframe(closes.closedBy(START + 150_000, LEG), '1m');
    expect(Array.from(times, (time) => time - START)).toEqual([0, 60_000]);
    expect(Array.from(close)).toEqual([56, 119]);
  });
});
