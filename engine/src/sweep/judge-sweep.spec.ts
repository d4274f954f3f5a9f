import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { judgeSweep, type SweepJudgement } from './judge-sweep.ts';

const DAYS = 400;

/** Daily returns of runs that resemble one another as those of a sweep do, one of them with an edge per day. */
function runs(seed: string, count: number, edge: (k: number) => number): Float64Array[] {
  const random = seededRandom(seed);
  const common = Float64Array.from({ length: DAYS }, () => random.normal());
  return Array.from({ length: count }, (_, k) =>
    common.map((shared) => edge(k) + 0.01 * (0.5 * shared + 0.87 * random.normal())),
  );
}

const mean = (x: Float64Array): number => x.reduce((sum, value) => sum + value, 0) / x.length;
function sharpe(x: Float64Array): number {
  const m = mean(x);
  return m / Math.sqrt(x.reduce((sum, value) => sum + (value - m) * (value - m), 0) / (x.length - 1));
}

function judge(all: Float64Array[], earlier = 0): SweepJudgement {
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
  it('of runs without any edge is called overfitted or luck, whichever seed', () => {
    const words = Array.from({ length: 12 }, (_, k) => judge(runs(`noise ${k}`, 60, () => 0)).word);
    expect(words.filter((word) => word === 'holds')).toEqual([]);
    expect(words.filter((word) => word === 'overfitted').length).toBeGreaterThanOrEqual(6);
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
    const later = judge(all, 100_000);
    expect(later.trials).toBe(first.trials + 100_000);
    expect(later.deflatedSharpe).toBeLessThan(first.deflatedSharpe);
  });

  it('says why it cannot be judged', () => {
    const judged = judgeSweep({
      best: new Float64Array(0),
      sample: [],
      sharpes: [],
      earlier: 0,
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
      earlier: 0,
      random: seededRandom('none'),
    });
    expect(none).toMatchObject({ word: 'cannot be judged', overfitting: NaN, realityCheckP: NaN, spaP: NaN });
    expect(none.reasons).toContain('Probability of overfitting: no trial counts.');
  });
});
