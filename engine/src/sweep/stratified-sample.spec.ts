import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { parseDimension, gridTrial } from './space.ts';
import { stratifiedSample } from './stratified-sample.ts';

const random = (): ReturnType<typeof seededRandom> => seededRandom('sample');

describe('a stratified sample', () => {
  it('is everything where everything fits', () => {
    expect([...stratifiedSample(5, 8, random())]).toEqual([0, 1, 2, 3, 4]);
    expect([...stratifiedSample(8, 8, random())]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(stratifiedSample(0, 8, random()).size).toBe(0);
  });

  it('takes one of each stretch, the same ones for the same seed', () => {
    // Ten into four stretches: [0, 2), [2, 5), [5, 7), [7, 10).
    for (let seed = 0; seed < 50; seed++) {
      const [a, b, c, d, ...more] = stratifiedSample(10, 4, seededRandom(seed));
      expect(more).toEqual([]);
      expect([0, 1]).toContain(a);
      expect([2, 3, 4]).toContain(b);
      expect([5, 6]).toContain(c);
      expect([7, 8, 9]).toContain(d);
    }
    expect([...stratifiedSample(9_000, 400, random())]).toEqual([...stratifiedSample(9_000, 400, random())]);
  });

  it.each([
    [4_000, ['a=1:400:1', 'b=1:10:1']],
    [10_000, ['a=1:100:1', 'b=1:10:1', 'c=1:10:1']],
    [9_600, ['a=1:20:1', 'b=1:20:1', 'c=1:24:1']],
  ])('of a grid of %i trials meets every value of every dimension alike', (size, vary) => {
    const dimensions = vary.map(parseDimension);
    const sample = [...stratifiedSample(size, 400, random())];
    expect(sample).toHaveLength(400);
    dimensions.forEach((dimension, d) => {
      const counts = new Map<number, number>();
      for (const index of sample) {
        const value = gridTrial(dimensions, index)[d];
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const values = 'from' in dimension ? dimension.to : 0;
      const expected = 400 / values;
      if (expected >= 4) expect(counts.size).toBe(values);
      // Five standard deviations of a binomial count; a stride of the grid's own period would be off by ten and more.
      for (const count of counts.values())
        expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected) + 1);
    });
  });
});
