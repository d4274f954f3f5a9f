import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { BlockResampler, stationaryIndices } from './block-resampler.ts';
import { bootstrapPValue } from './bootstrap-p-value.ts';
import { bootstrapMean, bootstrapRatio } from './bootstrap-ratio.ts';
import { stationaryBootstrap } from './stationary-bootstrap.ts';

const normals = (seed: string, n: number): Float64Array => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, () => random.normal());
};
const average = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length;

describe('the resamples', () => {
  it('are chains of neighbours whose mean length is the one asked for', () => {
    const indices = new Int32Array(200_000);
    stationaryIndices(indices, 1000, 20, seededRandom('blocks'));
    let breaks = 0;
    for (let i = 1; i < indices.length; i++) if (indices[i] !== (indices[i - 1] + 1) % 1000) breaks++;
    expect(indices.length / breaks).toBeGreaterThan(19.3);
    expect(indices.length / breaks).toBeLessThan(20.7);
    expect(Math.min(...new Set(indices))).toBe(0);
    expect(Math.max(...new Set(indices))).toBe(999);
  });

  it('have the sums that the index form has, for the same stream', () => {
    const x = normals('x', 300);
    const y = normals('y', 300);
    const resampler = new BlockResampler([x, y], 7, seededRandom('same'));
    const indices = new Int32Array(300);
    const random = seededRandom('same');
    const sums = new Float64Array(2);
    for (let k = 0; k < 50; k++) {
      resampler.draw(sums);
      stationaryIndices(indices, 300, 7, random);
      expect(sums[0]).toBeCloseTo(
        indices.reduce((total, i) => total + x[i], 0),
        9,
      );
      expect(sums[1]).toBeCloseTo(
        indices.reduce((total, i) => total + y[i], 0),
        9,
      );
    }
  });
});

describe('stationaryBootstrap', () => {
  it('gives the standard error of theory for independent values: s/√n', () => {
    const x = normals('iid', 400);
    const result = bootstrapMean(x, { random: seededRandom(1), replicates: 4000, blockLength: 1 });
    const m = average(x);
    const s = Math.sqrt(x.reduce((sum, v) => sum + (v - m) ** 2, 0) / 400);
    expect(result.estimate).toBeCloseTo(m, 12);
    expect(result.standardError / (s / 20)).toBeGreaterThan(0.96);
    expect(result.standardError / (s / 20)).toBeLessThan(1.08);
  });

  it('agrees between its general and its fast form, and with itself for one seed', () => {
    const x = normals('both', 250);
    const general = stationaryBootstrap(x, average, { random: seededRandom(2), replicates: 500 });
    const fast = bootstrapMean(x, { random: seededRandom(2), replicates: 500 });
    // The fast form widens the very same replicates by one factor.
    const factor = fast.standardError / general.standardError;
    expect(factor).toBeGreaterThanOrEqual(1);
    expect(factor).toBeLessThan(1.2);
    expect(fast.low - fast.estimate).toBeCloseTo(factor * (general.low - general.estimate), 10);
    expect(fast.high - fast.estimate).toBeCloseTo(factor * (general.high - general.estimate), 10);
    expect(fast.blockLength).toBe(general.blockLength);
    expect(bootstrapMean(x, { random: seededRandom(2), replicates: 500 })).toEqual(fast);
  });

  it('gives the ratio of sums, and redraws resamples in which nothing takes part', () => {
    const hit = [0, 0, 1, 0, 0, 1, 0, 0];
    const signal = [0, 0, 1, 0, 1, 1, 0, 0];
    const result = bootstrapRatio(hit, signal, { random: seededRandom(3), replicates: 300, blockLength: 2 });
    expect(result.estimate).toBeCloseTo(2 / 3, 14);
    expect(result.replicates.every((v) => Number.isFinite(v))).toBe(true);
    expect(() => bootstrapRatio([0, 0], [0, 0], { random: seededRandom(3) })).toThrow(/take part/);
  });

  it('has as few degrees of freedom as blocks that carry what is seen, worked out by hand', () => {
    const blocksOf = (sample: number[], blockLength: number): number =>
      bootstrapMean(sample, { random: seededRandom(1), replicates: 50, blockLength }).blocks;
    // 20 sums of size 1: kurtosis 20·20 / 20² = 1, nothing is rarer than the rest, all 20 count.
    const even = Array.from({ length: 20 }, (_, k) => (k % 2 === 0 ? 1 : -1));
    expect(blocksOf(even, 1)).toBe(20);
    // Two sums of size 1 among 18 of 0: kurtosis 20·2 / 2² = 10, and 2·20 / (10 − 1) = 40 / 9.
    const rare = Array.from({ length: 20 }, (_, k) => (k === 3 ? 1 : k === 11 ? -1 : 0));
    expect(blocksOf(rare, 1)).toBeCloseTo(40 / 9, 10);
    // In blocks of two rows: 10 sums, two of size 1: kurtosis 10·2 / 2² = 5, and 2·10 / 4 = 5.
    expect(blocksOf(rare, 2)).toBeCloseTo(5, 10);
  });

  it('names the observation that is not a number', () => {
    expect(() => bootstrapMean([1, 2, NaN], { random: seededRandom(1) })).toThrow(/Observation 2/);
    expect(() => bootstrapMean([1], { random: seededRandom(1) })).toThrow(/at least 2/);
    expect(() => bootstrapMean([1, 2, 3], { random: seededRandom(1), blockLength: 0.5 })).toThrow(
      /blockLength/,
    );
  });
});

describe('bootstrapPValue', () => {
  it('is small for a real effect, large for none, and never 0', () => {
    const x = normals('effect', 300);
    const shifted = x.map((v) => v - average(x) + 0.5);
    const effect = bootstrapMean(shifted, { random: seededRandom(4), replicates: 999 });
    // 0.5 is 8.7 standard errors: far beyond what 999 replicates can count.
    expect(bootstrapPValue(effect, 0)).toBeLessThan(1e-10);
    expect(bootstrapPValue(effect, 0)).toBeGreaterThan(0);
    expect(bootstrapPValue(effect, 0, 'less')).toBe(1);
    expect(bootstrapPValue(effect, 0.5)).toBeGreaterThan(0.4);
    expect(bootstrapPValue({ ...effect, estimate: NaN }, 0)).toBeNaN();
  });
});
