import type { Random } from '../numeric/random.ts';

/**
 * A sample of the numbers [0, count): they are cut into as many stretches of (almost) equal length as there are to be, and one is drawn from
 * each. It is as even as every n-th one would be, and does not keep time with whatever repeats in the order: of a grid whose last dimension
 * has ten values, every tenth trial is always the same value.
 *
 * Source: W. G. Cochran, Sampling Techniques (1977), §8.4 (stratified sampling with one unit per stratum, beside systematic sampling).
 *
 * @param most how many to take; all of them where there are no more
 * @returns numbers in ascending order
 */
export function stratifiedSample(count: number, most: number, random: Random): Set<number> {
  const strata = Math.min(count, most);
  const sample = new Set<number>();
  for (let k = 0; k < strata; k++) {
    const from = Math.floor((k * count) / strata);
    const to = Math.floor(((k + 1) * count) / strata);
    sample.add(from + random.int(to - from));
  }
  return sample;
}
