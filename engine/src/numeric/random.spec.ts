import { describe, expect, it } from '@jest/globals';
import { mean, sampleKurtosis, sampleSkewness, standardDeviation } from 'simple-statistics';
import { randomFromState, seededRandom, type Random } from './random.ts';

const draw = (n: number, from: () => number): number[] => Array.from({ length: n }, from);

/** Highest distance between the empirical distribution and the uniform one (Kolmogorov–Smirnov). */
function distanceToUniform(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(...sorted.map((x, i) => Math.max(x - i / sorted.length, (i + 1) / sorted.length - x)));
}

describe('random', () => {
  it('is xoshiro128**: the published words of state 1, 2, 3, 4', () => {
    // First outputs of the authors' xoshiro128starstar.c (version 1.1), also the vector of Rust's rand_xoshiro.
    const words = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597];
    const random = randomFromState([1, 2, 3, 4]);
    expect(draw(words.length, () => random.int(0x100000000))).toEqual(words);
  });

  it('makes a double of two words: 27 bits above 26', () => {
    const random = randomFromState([1, 2, 3, 4]);
    // (11520 >>> 5) = 360 and (0 >>> 6) = 0; then 5927040 >>> 5 = 185220 and 70819200 >>> 6 = 1106550.
    expect(random.next()).toBe((360 * 67108864) / 9007199254740992);
    expect(random.next()).toBe((185220 * 67108864 + 1106550) / 9007199254740992);
  });

  it('gives the same numbers for the same seed, and others for another', () => {
    const numbers = (random: Random): number[] => draw(50, () => random.next());
    expect(numbers(seededRandom(7))).toEqual(numbers(seededRandom(7)));
    expect(numbers(seededRandom(7))).not.toEqual(numbers(seededRandom(8)));
    expect(numbers(seededRandom(7))).not.toEqual(numbers(seededRandom('7')));
  });

  it('forks by name, whatever was drawn before', () => {
    const fresh = seededRandom(1);
    const used = seededRandom(1);
    draw(1000, () => used.next());
    expect(used.fork('volume').next()).toBe(fresh.fork('volume').next());
    expect(fresh.fork('volume').next()).not.toBe(fresh.fork('price').next());
    expect(fresh.fork(1).fork(2).next()).not.toBe(fresh.fork(2).fork(1).next());
  });

  it('is uniform, also across forks', () => {
    // The 99.9 % point of the Kolmogorov-Smirnov distance is 1.95/√n.
    const random = seededRandom('uniform');
    expect(distanceToUniform(draw(20_000, () => random.next()))).toBeLessThan(1.95 / Math.sqrt(20_000));
    let k = 0;
    const firsts = draw(20_000, () => random.fork(k++).next());
    expect(distanceToUniform(firsts)).toBeLessThan(1.95 / Math.sqrt(20_000));
  });

  it('draws integers without bias', () => {
    const random = seededRandom('dice');
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[random.int(6)]++;
    // Chi-squared with 5 degrees of freedom: 99.9 % point 20.5.
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(20.5);
  });

  it('draws normal numbers', () => {
    const random = seededRandom('normal');
    const values = draw(100_000, () => random.normal());
    expect(Math.abs(mean(values))).toBeLessThan(0.011);
    expect(Math.abs(standardDeviation(values) - 1)).toBeLessThan(0.008);
    expect(Math.abs(sampleSkewness(values))).toBeLessThan(0.03);
    expect(Math.abs(sampleKurtosis(values))).toBeLessThan(0.06);
    expect(values.filter((x) => Math.abs(x) > 1.959964).length / values.length).toBeCloseTo(0.05, 2);
  });
});
