import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { backtestOverfitting, type BacktestOverfitting } from './backtest-overfitting.ts';

function known(runs: ArrayLike<number>[], blocks?: number): BacktestOverfitting {
  const answer = backtestOverfitting(runs, blocks);
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

const noise = (
  seed: string,
  runs: number,
  rows: number,
  drift: (k: number) => number = () => 0,
): Float64Array[] =>
  Array.from({ length: runs }, (_, k) => {
    const random = seededRandom(`${seed} ${k}`);
    return Float64Array.from({ length: rows }, () => drift(k) + random.normal());
  });

/** The definition, word for word: rows are put together and Sharpe ratios taken of them. */
function byDefinition(runs: Float64Array[], blocks: number): number {
  const rows = runs[0].length / blocks;
  const sharpe = (run: Float64Array, chosen: number[]): number => {
    const part = chosen.flatMap((b) => [...run.slice(b * rows, (b + 1) * rows)]);
    const mean = part.reduce((a, b) => a + b, 0) / part.length;
    return mean / Math.sqrt(part.reduce((a, b) => a + (b - mean) ** 2, 0) / (part.length - 1));
  };
  const all = Array.from({ length: blocks }, (_, b) => b);
  const halves = (from: number, left: number): number[][] =>
    left === 0 ? [[]] : all.slice(from).flatMap((b) => halves(b + 1, left - 1).map((rest) => [b, ...rest]));
  let below = 0;
  const splits = halves(0, blocks / 2);
  for (const train of splits) {
    const test = all.filter((b) => !train.includes(b));
    const inSample = runs.map((run) => sharpe(run, train));
    const outOfSample = runs.map((run) => sharpe(run, test));
    const best = inSample.indexOf(Math.max(...inSample));
    const rank = outOfSample.filter((value) => value <= outOfSample[best]).length;
    if (Math.log(rank / (runs.length + 1 - rank)) <= 0) below++;
  }
  return below / splits.length;
}

describe('backtestOverfitting', () => {
  it('agrees with the definition', () => {
    for (const seed of ['a', 'b', 'c']) {
      const runs = noise(seed, 7, 60, (k) => 0.05 * k);
      expect(known(runs, 6).probability).toBeCloseTo(byDefinition(runs, 6), 12);
    }
  });

  it('gives the value worked out by hand for four blocks and two runs', () => {
    // Block means A: 1, 1, −1, −1; B: its mirror image. Within a block ±0.1 about the mean, so that deviations are alike.
    const blocksOf = (means: number[]): number[] => means.flatMap((m) => [m - 0.1, m + 0.1]);
    const a = blocksOf([1, 1, -1, -1]);
    const b = blocksOf([-1, -1, 1, 1]);
    // Splits {12|34}, {34|12}: the winner in sample loses out of sample, logit ln(1/2). The other four: both halves have mean 0 for
    // both runs, a tie: rank 1.5 of 2, logit 0. All six are at or below the median.
    const result = known([a, b], 4);
    expect(result).toMatchObject({ splits: 6, probability: 1 });
    expect([...result.logits].filter((v) => v < 0)).toHaveLength(2);
    expect(result.lossProbability).toBeCloseTo(2 / 6, 12);
  });

  it('does not depend on the order of the runs, nor on the rounding of those that trade alike for a while', () => {
    // Thresholds that lie close together: run k trades as run 0 does until day 8·k, and has its own days from there on.
    const [first, ...others] = noise('alike', 9, 80);
    const runs = [first, ...others.map((own, k) => own.map((v, i) => (i < 8 * (k + 1) ? first[i] : v)))];
    const rounded = runs.map((run, k) => run.map((v) => v + k - k));
    const turned = rounded.toReversed();
    const { probability, lossProbability } = known(runs, 10);
    for (const other of [known(rounded, 10), known(turned, 10), known(runs.toReversed(), 10)])
      expect([other.probability, other.lossProbability]).toEqual([probability, lossProbability]);
  });

  it('takes none of several best runs for the one that was chosen', () => {
    // Blocks of two days; means of A: 1, 1, 1, 1, of B: 1, 1, −1, −1; deviations alike. In {12} both are best: out of sample they rank 2
    // and 1, on average 1.5, which is the median of two, and their ratios cancel to 0, which is no loss. In {34} A is best, and {12} has
    // both alike: at the median as well. In the other four A is best and comes first again. Two of six.
    const blocksOf = (means: number[]): number[] => means.flatMap((m) => [m - 0.1, m + 0.1]);
    const a = blocksOf([1, 1, 1, 1]);
    const b = blocksOf([1, 1, -1, -1]);
    for (const runs of [
      [a, b],
      [b, a],
    ])
      expect(known(runs, 4)).toMatchObject({ probability: 2 / 6, lossProbability: 0 });
  });

  it('is about one half on noise, near 0 for a real edge, near 1 for runs that live off one period', () => {
    // The average over several noise worlds: one world's splits are far from independent.
    const worlds = Array.from({ length: 12 }, (_, w) => known(noise(`world ${w}`, 20, 240), 8).probability);
    const average = worlds.reduce((sum, p) => sum + p, 0) / worlds.length;
    expect(average).toBeGreaterThan(0.35);
    expect(average).toBeLessThan(0.65);
    expect(
      known(
        noise('edge', 20, 480, (k) => (k === 7 ? 0.5 : 0)),
        8,
      ).probability,
    ).toBeLessThan(0.02);
    // Each run shines in its own two blocks and pays it back in the others: a curve fit.
    const fitted = noise('fit', 8, 480).map((run, k) =>
      run.map((v, i) => 0.3 * v + (Math.floor(i / 60) === k ? 3.5 : -0.5)),
    );
    expect(known(fitted, 8).probability).toBeGreaterThan(0.9);
  });

  it('says in a sentence why there is none', () => {
    const reason = (runs: number[][], blocks?: number): string => {
      const answer = backtestOverfitting(runs, blocks);
      return answer.ok ? '' : answer.reason;
    };
    const flat = new Array(64).fill(0) as number[];
    expect(reason([flat])).toMatch(/fewer than two runs/);
    expect(reason([flat, flat], 5)).toMatch(/5 blocks/);
    expect(reason([flat.slice(10), flat])).toMatch(/Run 1 has 64 periods/);
    expect(
      reason([
        [1, 2],
        [1, 2],
      ]),
    ).toMatch(/2 periods are too few/);
    expect(reason([flat, flat.with(3, NaN)])).toMatch(/Period 3 of run 1/);
    // Runs that never trade are alike, not an error.
    expect(known([flat, flat]).degradation).toBeNaN();
  });
});
