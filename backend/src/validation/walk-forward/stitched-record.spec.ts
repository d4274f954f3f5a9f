import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '@hindcast/engine';
import { equityOf, judgeStitched, monteCarlo, stitch, tradesOf, type StepRecord } from './stitched-record.ts';

const NOON = 12 * HOUR;

/** What changes come to in money, one after another. */
function tradesInMoney(changes: Float64Array, start: number): number[] {
  let equity = start;
  return Array.from(changes, (change) => {
    const net = equity * change;
    equity += net;
    return net;
  });
}

describe('the stitched record', () => {
  // Two tests of one day each, from noon to noon: +10 % to midnight and −20 % from there; +50 % to midnight and nothing after it.
  const first = {
    days: [
      { end: DAY, change: 0.1 },
      { end: DAY + NOON, change: -0.2 },
    ],
  };
  const second = {
    days: [
      { end: 2 * DAY, change: 0.5 },
      { end: 2 * DAY + NOON, change: 0 },
    ],
  };

  it('joins what two tests have of a UTC day: 0.8 · 1.5 is 1.2', () => {
    const days = stitch([first, second]);
    expect(days.map(({ end }) => end)).toEqual([DAY, 2 * DAY, 2 * DAY + NOON]);
    [0.1, 0.2, 0].forEach((change, k) => expect(days[k].change).toBeCloseTo(change, 12));
    const { time, value } = equityOf(days, 10_000);
    expect(time).toEqual(days.map(({ end }) => end));
    [11_000, 13_200, 13_200].forEach((equity, k) => expect(value[k]).toBeCloseTo(equity, 8));
  });

  it('is judged by its days: of 10, 20 and 0 % the mean is the deviation, hence a Sharpe ratio of 1 a day', () => {
    const days = stitch([first, second]);
    const daily = Float64Array.from(days, ({ change }) => change);
    const judged = judgeStitched([], daily, equityOf(days, 10_000).value, 10_000, 0);
    expect(judged.sharpe).toBeCloseTo(Math.sqrt(365), 9);
    // Of one try: Φ(1 · √2 / √(1 − 0 + (1.5 − 1)/4)) = Φ(4/3): of three values one apart the kurtosis is (2/3) / (2/3)² = 1.5.
    expect(judged.deflatedSharpe).toBeCloseTo(0.90879, 5);
    expect(judged.returnPct).toBeCloseTo(32, 9);
  });

  it('has the trades of each test as large as what the tests before have left', () => {
    // 1,000 gained with 10,000: the second test trades with 11,000, so that its 500 are 550 and its 1,000 are 1,100.
    const tested = (returnPct: number) => ({ returnPct }) as StepRecord['tested'];
    const steps = [
      { trades: [1_200, -200], tested: tested(10) },
      { trades: [], tested: null },
      { trades: [500, -1_000], tested: tested(-5) },
    ];
    const trades = tradesOf(steps, 10_000);
    [1_200, -200, 550, -1_100].forEach((net, k) => expect(trades[k]).toBeCloseTo(net, 9));
    // 10,000 · 1.1 · 0.95.
    expect(10_000 + trades.reduce((sum, net) => sum + net)).toBeCloseTo(10_450, 9);
  });

  it('is compounded in another order as well: nobody loses more than there is', () => {
    // Twelve days, of which the first six each double and the others each halve: 10,000 in the end, 1 − 1/64 the deepest fall of any order.
    // In money the first loss, of 320,000, would be one of 10,000's too.
    const days = Float64Array.from({ length: 12 }, (_, k) => (k < 6 ? 1 : -0.5));
    const { shuffled, blocks, trades } = monteCarlo(days, tradesInMoney(days, 10_000), 10_000, 1)!;
    for (const { actual, endEquity, maxDrawdown } of [shuffled, trades!]) {
      expect([actual.endEquity, actual.maxDrawdown]).toEqual([10_000, 1 - 1 / 64]);
      expect([endEquity.p5, endEquity.p95]).toEqual([10_000, 10_000]);
      expect(maxDrawdown.p95).toBeLessThanOrEqual(1 - 1 / 64);
    }
    expect(blocks.endEquity.p5).toBeGreaterThan(0);
    expect(blocks.maxDrawdown.p95).toBeLessThan(1);
  });

  it('leaves tests that meet at midnight as they are', () => {
    const days = [1, 2, 3, 4].map((k) => ({ end: k * DAY, change: k / 100 }));
    expect(stitch([{ days: days.slice(0, 2) }, { days: days.slice(2) }])).toEqual(days);
  });
});
