import { exp } from '../numeric/exp.ts';

const ONE_OVER_ROOT_2_PI = 0.3989422804014327;

/**
 * Density of the standard normal distribution.
 *
 * @returns e^(−z²/2)/√(2π); NaN for NaN
 * @example normalDensity(0) // 0.3989422804014327
 */
export function normalDensity(z: number): number {
  return ONE_OVER_ROOT_2_PI * exp(-0.5 * z * z);
}
