import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { judgeSweep, type SweepJudgement } from './judge-sweep.ts';

const DAYS = 400;

/** Daily returns of runs that resemble one another as those of a sweep do, one of them with an edge per day. */
function runs(seed: string, count: number, edge: (k: number) => number, days = DAYS): Float64Array[] {
  const random = seededRandom(seed);
  const common = Float64Array.from({ length: days }, () => random.normal());
  return Array.from({ length: count }, (_, k) =>
    common.map((shared) => edge(k) + 0.01 * (0.5 * shared + 0.87 * random.normal())),
  );
}

const mean = (x: Float64Array): number => x.reduce((sum, value) => sum + value, 0) / x.length;
function sharpe(x: Float64Array): number {
  const m = mean(x);
  return m / Math.sqrt(x.reduce((sum, value) => sum + (value - m) * (value - m), 0) / (x.length - 1));
}

function judge(all: Float64Array[], earlier: number[] = []): SweepJudgement {
  const best = all.reduce((top, run) => (sharpe(run) > sharpe(top) ? run : top));
  return judgeSweep({
    best,
    sample: [best, ...all.filter((run) => run !== best)],
    sharpes: all.map(sharpe),
    earlier,
    random: seededRandom('judge'),
  });
}

describe('the best of a sweep', () => {
  it('of runs without any edge is called overfitted, or luck at best, whichever seed', () => {
    const words = Array.from({ length: 12 }, (_, k) => judge(runs(`noise ${k}`, 60, () => 0, 150)).word);
    expect(words.filter((word) => word === 'holds')).toEqual([]);
    expect(words.filter((word) => word === 'overfitted').length).toBeGreaterThanOrEqual(11);
  });

  it('holds where some of the runs have a planted edge', () => {
    // 0.25 % a day at 1 % deviation: a Sharpe ratio of 0.25 a day over 400 days, five standard errors.
    const judged = judge(runs('edge', 60, (k) => (k % 12 === 0 ? 0.0025 : 0)));
    expect(judged.word).toBe('holds');
    expect(judged.overfitting).toBeLessThan(0.1);
    expect(judged.deflatedSharpe).toBeGreaterThan(0.95);
    expect(judged.realityCheckP).toBeLessThan(0.05);
  });

  it('is held to more when more was tried before', () => {
    const all = runs('edge', 60, (k) => (k % 12 === 0 ? 0.0016 : 0));
    const first = judge(all);
    const later = judge(all, [100_000, 1]);
    expect(later.trials).toBe(first.trials + 100_001);
    expect(later.deflatedSharpe).toBeLessThan(first.deflatedSharpe);
    // How alike 100,000 others were is not known: they count for the square root at least, the single one for itself.
    expect(later.independentTrials).toBeGreaterThan(first.independentTrials + 316);
    expect(judge(all, [1, 1]).independentTrials).toBeCloseTo(first.independentTrials + 2, 9);
  });

  it('has the published deflated Sharpe ratio beside its own, of all trials and the scatter that was seen', () => {
    // 100 days of 2 and 0 %: mean 0.01, deviation 0.01 · √(100/99), hence SR = 0.994987; skewness 0, kurtosis 1, so that the variance is 1.
    const best = Float64Array.from({ length: 100 }, (_, k) => (k % 2 === 0 ? 0.02 : 0));
    const evidence = { best, sample: [best], earlier: [], random: seededRandom('published') };
    const judged = judgeSweep({ ...evidence, sharpes: [0.994987, 0.994987 - 2.4] });
    // Of two: E[max] = 0.577216 · Z⁻¹[1 − 1/(2e)] = 0.519755 deviations of 2.4/√2; Φ((0.994987 − 0.882054) · √99) = Φ(1.124) (computed with
    // Python's statistics.NormalDist).
    expect(judged.publishedDeflatedSharpe).toBeCloseTo(0.869424, 5);
    const alone = judgeSweep({ ...evidence, sharpes: [0.994987] });
    expect(alone.publishedDeflatedSharpe).toBeCloseTo(1, 9);
  });

  it('is held to every trial that a search has chosen by the results before it', () => {
    const all = runs('learnt', 60, () => 0);
    const evidence = { best: all[0], sample: all, sharpes: all.map(sharpe), earlier: [] };
    const counted = (blind?: number): number =>
      judgeSweep({ ...evidence, blind, random: seededRandom('judge') }).independentTrials;
    expect(counted(60)).toBe(counted());
    expect(counted(20)).toBeGreaterThan(40);
    expect(counted(20)).toBeLessThan(60);
  });

  it('holds where every variant lives off the same edge, though which of them ranks above the median is a coin toss', () => {
    const judged = judge(runs('plateau', 60, () => 0.003));
    expect(judged.overfitting).toBeGreaterThan(0.2);
    expect(judged.lossProbability).toBeLessThan(0.01);
    expect(judged.word).toBe('holds');
  });

  it('is not held to the hopeless variants that were tried beside it', () => {
    // Two in three lose 0.5 % a day: ratios scatter six times as far as those of worthless runs do.
    const judged = judge(runs('hopeless', 60, (k) => (k % 3 === 0 ? 0.0025 : -0.005)));
    expect(judged.word).toBe('holds');
  });

  it('of which none earned is not called fitted to anything', () => {
    const judged = judge(runs('hopeless', 20, () => -0.005));
    expect(judged.word).toBe('cannot be told from luck');
    expect(judged.sentence).toContain('Not even the best run earned anything');
  });

  it('says why it cannot be judged', () => {
    const judged = judgeSweep({
      best: new Float64Array(0),
      sample: [],
      sharpes: [],
      earlier: [],
      random: seededRandom(1),
    });
    expect(judged.word).toBe('cannot be judged');
    expect(judged.reasons).toHaveLength(3);
  });

  it('is not called fitted to the past where no trial counts', () => {
    const none = judgeSweep({
      best: new Float64Array(0),
      sample: [new Float64Array(40), new Float64Array(40)],
      sharpes: [NaN, NaN],
      earlier: [],
      random: seededRandom('none'),
    });
    expect(none).toMatchObject({ word: 'cannot be judged', overfitting: NaN, realityCheckP: NaN, spaP: NaN });
    expect(none.reasons).toContain('Probability of overfitting: no trial counts.');
  });
});
