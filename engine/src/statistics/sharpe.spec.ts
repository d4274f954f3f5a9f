import { describe, expect, it } from '@jest/globals';
import { sampleStandardDeviation } from 'simple-statistics';
import { deflatedSharpe, expectedMaximumSharpe, probabilisticSharpe, sharpeMoments } from './sharpe.ts';

/** The paper's example: annual Sharpe 2.5 over five years of 250 days, variance of the trials' annual Sharpe ratios 1/2. */
const EXAMPLE = { sharpe: 2.5 / Math.sqrt(250), observations: 1250, skewness: -3, kurtosis: 10 };
const VARIANCE = 0.5 / 250;

describe('the deflated Sharpe ratio', () => {
  it("gives the numbers of the paper's example (Bailey & López de Prado 2014, pp. 9–10)", () => {
    expect(expectedMaximumSharpe(100, VARIANCE)).toBeCloseTo(0.1132, 4);
    expect(deflatedSharpe(EXAMPLE, 100, VARIANCE)).toBeCloseTo(0.9004, 4);
    expect(deflatedSharpe(EXAMPLE, 46, VARIANCE)).toBeCloseTo(0.9505, 4);
    expect(deflatedSharpe({ ...EXAMPLE, skewness: 0, kurtosis: 3 }, 88, VARIANCE)).toBeCloseTo(0.9505, 4);
  });

  it('falls with every further trial', () => {
    let previous = 1;
    for (const trials of [1, 2, 5, 20, 100, 1000]) {
      const value = deflatedSharpe(EXAMPLE, trials, VARIANCE);
      expect(value).toBeLessThan(previous);
      previous = value;
    }
    expect(expectedMaximumSharpe(1, VARIANCE)).toBe(0);
    expect(expectedMaximumSharpe(0, VARIANCE)).toBeNaN();
  });

  it('is one half at the benchmark itself', () => {
    expect(probabilisticSharpe(EXAMPLE, EXAMPLE.sharpe)).toBe(0.5);
    expect(probabilisticSharpe({ sharpe: 1, observations: 10, skewness: 5, kurtosis: 1 }, 0)).toBeNaN();
  });
});

describe('sharpeMoments', () => {
  it('gives the values worked out by hand', () => {
    // 1, 2, 3, 6: mean 3, deviations −2, −1, 0, 3: Σd² 14, Σd³ 18, Σd⁴ 98; variance 3.5.
    const moments = sharpeMoments([1, 2, 3, 6]);
    expect(moments).toMatchObject({
      ok: true,
      observations: 4,
      sharpe: expect.closeTo(3 / sampleStandardDeviation([1, 2, 3, 6]), 14),
      skewness: expect.closeTo(4.5 / 3.5 ** 1.5, 14),
      kurtosis: expect.closeTo(24.5 / 12.25, 14),
    });
  });

  it('says in a sentence why there is none', () => {
    expect(sharpeMoments([1, 2])).toMatchObject({ ok: false, reason: expect.stringContaining('too few') });
    expect(sharpeMoments([1, 1, 1])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('never differ'),
    });
    expect(sharpeMoments([1, NaN, 1])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('Return 1'),
    });
  });
});
