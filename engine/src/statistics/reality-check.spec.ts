import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { longRunVariance } from './long-run-variance.ts';
import { realityCheck, type RealityCheck } from './reality-check.ts';

function known(runs: ArrayLike<number>[], options: Parameters<typeof realityCheck>[1]): RealityCheck {
  const answer = realityCheck(runs, options);
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

/** Uniform noise of the textbook congruential generator with a drift, so that another language can make the very same runs. */
function run(seed: number, rows: number, drift: number): number[] {
  let state = BigInt(seed);
  return Array.from({ length: rows }, () => {
    state = (state * 1664525n + 1013904223n) % 4294967296n;
    return Number(state) / 4294967296 - 0.5 + drift;
  });
}

describe('realityCheck', () => {
  it('agrees with arch 8.0 SPA (20,000 replicates): upper is White, consistent is Hansen', () => {
    const table: [number, number, number, number][] = [
      [0.005, 1, 0.0527, 0.04135],
      [0.005, 5, 0.06005, 0.04565],
      [0.012, 1, 0.01365, 0.01085],
      [0.012, 5, 0.01745, 0.01275],
    ];
    for (const [step, blockLength, white, hansen] of table) {
      const runs = [0, 1, 2, 3, 4].map((k) => run(100 + k, 400, step * (k - 2)));
      const result = known(runs, { random: seededRandom('spa'), replicates: 5000, blockLength });
      expect(Math.abs(result.pValue - white)).toBeLessThan(0.009);
      expect(Math.abs(result.spaPValue - hansen)).toBeLessThan(0.012);
      expect(result.best).toBe(3);
    }
  });

  it('rejects a sweep of useless runs at about the nominal rate', () => {
    let rejected = 0;
    for (let trial = 0; trial < 200; trial++) {
      const random = seededRandom(`useless ${trial}`);
      const runs = Array.from({ length: 10 }, () =>
        Float64Array.from({ length: 250 }, () => random.normal()),
      );
      if (known(runs, { random, replicates: 200, blockLength: 2 }).pValue < 0.05) rejected++;
    }
    expect(rejected / 200).toBeLessThan(0.09);
  });

  it('is not impressed by the best of many, but by a real edge', () => {
    const random = seededRandom('many');
    const runs = Array.from({ length: 100 }, () => Float64Array.from({ length: 300 }, () => random.normal()));
    expect(known(runs, { random: seededRandom(1), replicates: 300 }).pValue).toBeGreaterThan(0.05);
    runs[42] = runs[42].map((v) => v + 0.35);
    const found = known(runs, { random: seededRandom(1), replicates: 300 });
    expect(found.best).toBe(42);
    expect(found.pValue).toBeLessThan(0.01);
  });

  it('does not lose a run that alternates, whose long-run variance comes out negative', () => {
    // Each noise is taken back by the next period: mean 0.1, deviation √(2/12) = 0.41, plainly 4.9 standard errors over 400 periods.
    const noises = run(300, 401, 0);
    const alternating = noises.slice(1).map((value, i) => 0.1 + value - noises[i]);
    expect(longRunVariance(alternating).variance).toBeLessThan(0);
    const noise = Array.from({ length: 10 }, (_, k) => run(200 + k, 400, 0));
    const found = known([alternating, ...noise], {
      random: seededRandom(1),
      replicates: 300,
      blockLength: 1,
    });
    expect(found.best).toBe(0);
    expect(found.spaPValue).toBeCloseTo(1 / 301, 10);
  });

  it('says in a sentence why there is none, and handles runs that never traded', () => {
    const options = { random: seededRandom(1), replicates: 50 };
    expect(realityCheck([], options)).toMatchObject({ ok: false, reason: expect.stringContaining('no run') });
    expect(realityCheck([[1, 2]], options)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('2 periods'),
    });
    const flat = new Float64Array(20);
    expect(realityCheck([flat, flat.with(7, NaN)], options)).toMatchObject({
      reason: expect.stringContaining('run 1'),
    });
    expect(known([flat, flat], options)).toMatchObject({ pValue: 1, spaPValue: 1, bestMean: 0 });
  });
});
