import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { monteCarloTrades } from './monte-carlo-trades.ts';

describe('monteCarloTrades', () => {
  it('has the exact distribution of three trades', () => {
    // +20, −10, −10 on 100. Drawdowns by order: + − −: 20/120; − + −: max(10/100, 10/110) = 0.1; − − +: 0.2. Each has probability 1/3.
    const result = monteCarloTrades([20, -10, -10], {
      random: seededRandom('orders'),
      startEquity: 100,
      replicates: 6000,
      ruinAt: 0.85,
    });
    expect(result.actual).toEqual({
      endEquity: 100,
      maxDrawdown: expect.closeTo(1 / 6, 14),
      losingStreak: 2,
    });
    expect(result.endEquity.p5).toBe(100);
    expect(result.endEquity.p95).toBe(100);
    expect(result.maxDrawdown.p5).toBeCloseTo(0.1, 12);
    expect(result.maxDrawdown.p50).toBeCloseTo(1 / 6, 12);
    expect(result.maxDrawdown.p95).toBeCloseTo(0.2, 12);
    expect(result.ruinProbability).toBeCloseTo(1 / 3, 1);
    expect(result.drawdownPercentile).toBeCloseTo(2 / 3, 1);
  });

  it('compounds fractions: every order ends alike, and none falls below nothing', () => {
    // +100 %, −50 %, −50 % on 100: 50 in any order. Equity by order: 200, 100, 50, a fall of 0.75; 50, 100, 50, one of 0.5; 50, 25, 50,
    // one of 0.75. Each has probability 1/3.
    const options = { random: seededRandom('orders'), startEquity: 100, compounded: true, replicates: 3000 };
    const { actual, endEquity, maxDrawdown } = monteCarloTrades([1, -0.5, -0.5], options);
    expect(actual).toEqual({ endEquity: 50, maxDrawdown: 0.75, losingStreak: 2 });
    expect([endEquity.p5, endEquity.p95]).toEqual([50, 50]);
    expect([maxDrawdown.p5, maxDrawdown.p25, maxDrawdown.p50, maxDrawdown.p95]).toEqual([
      0.5, 0.5, 0.75, 0.75,
    ]);
    // Whoever has lost everything, and owes, has 0 and wins nothing back.
    const ruined = monteCarloTrades([-1.5, 3], options);
    expect(ruined.actual).toEqual({ endEquity: 0, maxDrawdown: 1, losingStreak: 1 });
    expect(ruined.maxDrawdown.p95).toBe(1);
  });

  it('draws blocks with replacement: the end varies and streaks stay', () => {
    const streaky = Array.from({ length: 200 }, (_, i) => (Math.floor(i / 10) % 2 === 0 ? 10 : -9));
    const options = { startEquity: 10_000, replicates: 400 };
    const shuffled = monteCarloTrades(streaky, { ...options, random: seededRandom(1) });
    const blocks = monteCarloTrades(streaky, {
      ...options,
      random: seededRandom(1),
      mode: 'blocks',
      blockLength: 10,
    });
    expect(blocks.endEquity.p95).toBeGreaterThan(blocks.endEquity.p5);
    expect(blocks.maxDrawdown.p50).toBeGreaterThan(shuffled.maxDrawdown.p50);
    expect(blocks.losingStreak.p50).toBeGreaterThanOrEqual(10);
    expect(shuffled.losingStreak.p95).toBeLessThan(20);
  });

  it('refuses what is no record', () => {
    expect(() => monteCarloTrades([1], { random: seededRandom(1), startEquity: 1 })).toThrow(/trades/);
    expect(() => monteCarloTrades([1, NaN], { random: seededRandom(1), startEquity: 1 })).toThrow(
      /Observation 1/,
    );
    expect(() => monteCarloTrades([1, 2], { random: seededRandom(1), startEquity: 0 })).toThrow(
      /startEquity/,
    );
  });
});
