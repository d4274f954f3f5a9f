import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import type { Answer } from '../statistics/answer.ts';
import { leastSquares } from '../statistics/least-squares.ts';
import { alignSeries } from './align-series.ts';
import { analysePair } from './analyse-pair.ts';
import { fitLine } from './fit-line.ts';
import { HEDGE_METHODS } from './pair-config.ts';
import { scanPair } from './scan-pair.ts';

function walk(seed: string, rows: number): Float64Array {
  const random = seededRandom(seed);
  let level = 10;
  return Float64Array.from({ length: rows }, () => (level += 0.01 * random.normal()));
}

const reasonOf = <T>(answer: Answer<T>): string =>
  answer.ok ? `no reason: ${JSON.stringify(answer).slice(0, 200)}` : answer.reason;

/** A sentence: begins with a capital or a number, ends with a full stop, and shows no NaN. */
const SENTENCE = /^[A-Z0-9](?!.*NaN).*\.$/s;

describe.each(HEDGE_METHODS)('degenerate input gets a sentence from the analysis by %s', (method) => {
  const x = walk('x', 200);
  const cases: [string, Float64Array, Float64Array, RegExp][] = [
    ['constant x', walk('y', 200), new Float64Array(200).fill(60_000.1), /x never moves/],
    ['constant y', new Float64Array(200).fill(0.1), x, /y never moves/],
    ['identical', x, x.slice(), /the same up to scale and level/],
    ['scaled copy', x.map((v) => 3 * v - 7), x, /the same up to scale and level/],
    ['two bars', x.slice(0, 2), walk('z', 2), /2 common observations are too few/],
    ['nothing', new Float64Array(0), new Float64Array(0), /0 common observations/],
    ['a hole', walk('y', 200).with(17, NaN), x, /Row 17 is missing on one side/],
    ['an infinity', walk('y', 200).with(17, Infinity), x, /Row 17 is missing/],
    ['different lengths', walk('y', 100), x, /align them on common times/],
  ];
  it.each(cases)('%s', (_, y, regressor, pattern) => {
    const reason = reasonOf(analysePair(y, regressor, method));
    expect(reason).toMatch(pattern);
    expect(reason).toMatch(SENTENCE);
  });
});

describe('degenerate input gets a sentence from the scan', () => {
  const x = walk('x', 300);
  const everyFifth = walk('y', 300).map((v, i) => (i % 5 === 0 ? NaN : v));
  const cases: [string, Float64Array, Float64Array, RegExp][] = [
    ['constant', new Float64Array(300).fill(1), x, /y never moves/],
    ['identical', x, x, /the same up to scale/],
    ['too short', walk('y', 50), walk('z', 50), /50 common rows are too few/],
    ['many holes', everyFifth, x, /60 of 300 rows are missing/],
    ['all missing', new Float64Array(300).fill(NaN), x, /0 common rows/],
    ['lengths', walk('y', 10), x, /differ in length/],
  ];
  it.each(cases)('%s', (_, y, regressor, pattern) => {
    const reason = reasonOf(scanPair(y, regressor));
    expect(reason).toMatch(pattern);
    expect(reason).toMatch(SENTENCE);
  });

  it('a few holes are dropped and counted', () => {
    const scan = scanPair(walk('y', 300).with(17, NaN), x.with(99, NaN));
    expect(scan).toMatchObject({ ok: true, rows: 298, holes: 2 });
  });
});

describe('alignSeries', () => {
  it('keeps the times that both have, and counts the rest', () => {
    const joined = alignSeries([1, 2, 3, 5, 8], [10, 20, 30, 50, 80], [2, 3, 4, 5], [200, NaN, 400, 500]);
    expect(joined).toMatchObject({ ok: true, droppedY: 3, droppedX: 2 });
    expect(joined.ok && [...joined.times]).toEqual([2, 5]);
    expect(joined.ok && [...joined.y]).toEqual([20, 50]);
    expect(joined.ok && [...joined.x]).toEqual([200, 500]);
  });

  it('says in a sentence when there is nothing to join', () => {
    expect(reasonOf(alignSeries([1, 3], [1, 1], [2, 4], [1, 1]))).toMatch(/no time in common/);
    expect(reasonOf(alignSeries([1, 1], [1, 1], [1], [1]))).toMatch(/Time 1 of a series does not come after/);
  });
});

describe('fitLine', () => {
  it('agrees with the full least squares, at prices as they are', () => {
    for (const [scale, level] of [
      [1, 0],
      [500, 60_000],
      [1e-6, 0.0001],
    ]) {
      const x = walk('fit x', 250).map((v) => level + scale * v);
      const y = x.map((v, i) => 3 + 0.02 * v + 0.001 * scale * Math.sin(i));
      const line = fitLine(y, x);
      const fit = leastSquares(y, [x]);
      if (!line.ok || !fit.ok) throw new Error('both should fit');
      expect(line.slope / fit.coefficients[1]).toBeCloseTo(1, 9);
      expect(line.error / fit.standardErrors[1]).toBeCloseTo(1, 6);
      expect(line.rSquared).toBeCloseTo(fit.rSquared, 9);
    }
  });
});
