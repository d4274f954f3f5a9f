import { describe, expect, it } from '@jest/globals';
import { handSimulation, type Candle, type Script } from '../by-hand.ts';
import { DEFAULT_COSTS } from '../costs.ts';
import { distributionOf } from './distributions.ts';
import { FIGURES, FIGURE_GROUPS } from './figures.ts';
import { NUMBER_DOCS } from './documentation.ts';
import { reportOf } from './report.ts';

const ORIGIN = { datasetDigest: 'none', engineVersion: 'test', seed: null };
const codes = (script: Script): string[] =>
  reportOf(handSimulation(script), ORIGIN).warnings.map(({ code }) => code);

/** A saw that rises by one each time it is bought: `trips` round trips, all of them won. */
function saw(trips: number): Pick<Script, 'candles' | 'say'> {
  const candles: Candle[] = [];
  const say: Record<number, 'long' | 'leave'> = {};
  for (let k = 0; k < trips; k++) {
    say[candles.length] = 'long';
    candles.push([100, 100, 100, 100]);
    say[candles.length] = 'leave';
    candles.push([100, 101, 100, 101], [101, 101, 101, 101]);
  }
  return { candles, say };
}

describe('warnings', () => {
  it('too good to be true: everything is won', () => {
    expect(codes(saw(40))).toContain('TOO_GOOD');
    expect(codes(saw(40))).not.toContain('SMALL_SAMPLE');
    expect(codes(saw(29))).toContain('SMALL_SAMPLE');
  });

  it('a Sharpe ratio that is rare, though the trades are few', () => {
    // Three days, each of which earns about the same: the mean lies far above the deviation.
    const { numbers, warnings } = reportOf(handSimulation(saw(24)), ORIGIN);
    expect(numbers.sharpe).toBeGreaterThan(4);
    expect(warnings.map(({ message }) => message).join(' ')).toContain(
      `A Sharpe ratio of ${numbers.sharpe!.toFixed(1)} is rare`,
    );
    // No trade was lost: a profit factor has nothing to divide by, and says nothing.
    expect([numbers.profitFactor, numbers.hitRate]).toEqual([null, 1]);
  });

  it('a profit that one trade carries, and none where no profit is left', () => {
    // 1 USDT won twice, 10 once: 10 of 12.
    const carried: Candle[] = [
      ...saw(2).candles,
      [100, 100, 100, 100],
      [100, 110, 100, 110],
      [110, 110, 110, 110],
    ];
    const say = { ...saw(2).say, 6: 'long', 7: 'leave' } as const;
    const { warnings } = reportOf(handSimulation({ candles: carried, say }), ORIGIN);
    expect(warnings.find(({ code }) => code === 'ONE_TRADE')?.message).toBe(
      'One trade carries the profit: the best one is 83 % of it.',
    );
    expect(codes(saw(3))).not.toContain('ONE_TRADE');
    expect(codes({ ...saw(3), costs: { takerFee: 0.5 } })).not.toContain('ONE_TRADE');
  });

  it('too many parameters for so few trades', () => {
    const params = { a: 1, b: 2, c: 3 };
    expect(codes({ ...saw(40), strategy: { params } })).toContain('MANY_PARAMETERS');
    expect(codes({ ...saw(61), strategy: { params } })).not.toContain('MANY_PARAMETERS');
  });

  it('fills that waited for a price', () => {
    const { candles, say } = saw(2);
    const holed = candles.map((candle, row) => (row === 1 ? null : candle));
    expect(codes({ candles: holed, say })).toContain('STALE_FILLS');
  });

  it('a bar whose order was assumed, an order that was cut', () => {
    const wild: Candle[] = [
      [100, 100, 100, 100],
      [100, 110, 90, 100],
      [100, 100, 100, 100],
    ];
    const levels = { stopLoss: { percent: 5 }, takeProfit: { percent: 5 } };
    expect(codes({ candles: wild, say: { 0: 'long' }, strategy: levels })).toContain('ORDER_ASSUMED');
    const greedy = { sizing: { notional: 5_000 } };
    expect(codes({ ...saw(2), strategy: greedy, costs: DEFAULT_COSTS })).toContain('ORDERS_CUT');
  });
});

describe('figures', () => {
  it('lead to a number or to nothing in every report, each in a group and with a formula', () => {
    const report = reportOf(handSimulation(saw(3)), ORIGIN);
    for (const { name, label, formula, group } of FIGURES) {
      const value = name.includes('.')
        ? name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], report)
        : report.numbers[name as keyof typeof report.numbers];
      expect([name, value === null || typeof value === 'number']).toEqual([name, true]);
      expect(label.length).toBeGreaterThan(2);
      expect(formula.length).toBeGreaterThan(5);
      expect(FIGURE_GROUPS).toContain(group);
    }
    const names = FIGURES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(Object.keys(NUMBER_DOCS)));
  });
});

describe('a distribution', () => {
  it('counts every finite value once, in bins that meet at zero', () => {
    const values = Float64Array.from({ length: 500 }, (_, k) => ((k * 7919) % 1_000) / 10 - 40);
    const { from, width, counts } = distributionOf(values);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(500);
    expect(Math.abs(from / width - Math.round(from / width))).toBeLessThan(1e-9);
    const below = Math.round(-from / width);
    expect(counts.slice(0, below).reduce((sum, count) => sum + count, 0)).toBe(
      values.filter((value) => value < 0).length,
    );
    expect(counts.length).toBeLessThanOrEqual(61);
  });

  it('of nothing is nothing, of one value is one bin', () => {
    expect(distributionOf(new Float64Array(0)).counts).toEqual([]);
    expect(distributionOf(Float64Array.of(NaN, Infinity)).counts).toEqual([]);
    expect(distributionOf(Float64Array.of(3, 3, 3))).toEqual({ from: 3, width: 0, counts: [3] });
  });

  it('has room for extremes', () => {
    const { counts } = distributionOf(Float64Array.of(-1e9, 1e-9, 2e-9, 3e-9, 1e9));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(distributionOf(Float64Array.of(1e-300, 2e-300)).counts.reduce((a, b) => a + b)).toBe(2);
  });
});
