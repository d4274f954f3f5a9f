import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { halfLife } from './half-life.ts';

describe('halfLife', () => {
  it('gives the value of a decay without noise', () => {
    // Halves every 5 bars: φ = 2^(−1/5), around a mean of 3.
    const decay = Array.from({ length: 40 }, (_, i) => 3 + 0.5 ** (i / 5));
    const answer = halfLife(decay);
    expect(answer.ok && answer.halfLife).toBeCloseTo(5, 9);
    expect(answer.ok && answer.persistence).toBeCloseTo(0.5 ** 0.2, 9);
    expect(answer.ok && answer.mean).toBeCloseTo(3, 6);
  });

  it('finds planted half-lives within 20 %', () => {
    for (const planted of [5, 20, 60]) {
      const random = seededRandom(`half-life ${planted}`);
      const phi = 0.5 ** (1 / planted);
      let value = 0;
      const answer = halfLife(
        Float64Array.from({ length: 500 * planted }, () => (value = phi * value + random.normal())),
      );
      expect(answer.ok && Math.abs(answer.halfLife / planted - 1)).toBeLessThan(0.2);
    }
  });

  it('is 0 where a deviation turns round at once, and leaves holes out', () => {
    expect(halfLife([1, -1, 1, -1, 1])).toMatchObject({ ok: true, halfLife: 0, persistence: -1 });
    const decay = Array.from({ length: 20 }, (_, i) => (i === 7 ? NaN : 0.8 ** i));
    const answer = halfLife(decay);
    expect(answer.ok && answer.persistence).toBeCloseTo(0.8, 12);
  });

  it('says in a sentence why there is none', () => {
    expect(halfLife([1, 2])).toMatchObject({ ok: false, reason: expect.stringContaining('too few') });
    expect(halfLife([5, 5, 5, 5])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('never changes'),
    });
    expect(halfLife([1, 2, 4, 8, 16])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('does not come back'),
    });
    expect(halfLife([NaN, NaN, NaN, NaN])).toMatchObject({ ok: false });
  });
});
