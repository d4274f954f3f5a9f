import { normalCdf } from './normal-cdf.ts';

/** Deterministic part of the regression: none, constant, constant and trend. */
export type Trend = 'n' | 'c' | 'ct';

/** Values below which the unit root is rejected at 1 %, 5 % and 10 %. */
export interface CriticalValues {
  readonly onePercent: number;
  readonly fivePercent: number;
  readonly tenPercent: number;
}

/** Response surface of the p-value: below `least` it is 0, above `most` 1; up to `split` the one polynomial, then the other. */
interface PValueSurface {
  least: number;
  split: number;
  most: number;
  small: readonly [number, number, number];
  large: readonly [number, number, number, number];
}

/** MacKinnon (1994), tables 3 and 4, for 1 and 2 integrated series. */
const P_SURFACES: Record<Trend, readonly [PValueSurface, PValueSurface]> = {
  n: [
    {
      least: -19.04,
      split: -1.04,
      most: Infinity,
      small: [0.6344, 1.2378, 0.032496],
      large: [0.4797, 0.93557, -0.06999, 0.033066],
    },
    {
      least: -19.62,
      split: -1.53,
      most: 1.51,
      small: [1.9129, 1.3857, 0.035322],
      large: [1.5578, 0.8558, -0.2083, -0.033549],
    },
  ],
  c: [
    {
      least: -18.83,
      split: -1.61,
      most: 2.74,
      small: [2.1659, 1.4412, 0.038269],
      large: [1.7339, 0.93202, -0.12745, -0.010368],
    },
    {
      least: -18.86,
      split: -2.62,
      most: 0.92,
      small: [2.92, 1.5012, 0.039796],
      large: [2.1945, 0.64695, -0.29198, -0.042377],
    },
  ],
  ct: [
    {
      least: -16.18,
      split: -2.89,
      most: 0.7,
      small: [3.2512, 1.6047, 0.049588],
      large: [2.5261, 0.61654, -0.37956, -0.060285],
    },
    {
      least: -21.15,
      split: -3.19,
      most: 0.63,
      small: [3.6646, 1.5419, 0.036448],
      large: [2.85, 0.5272, -0.36622, -0.051695],
    },
  ],
};

type Surface = readonly [number, number, number, number];

/** MacKinnon (2010), table 2: β∞ + β₁/T + β₂/T² + β₃/T³ for 1 %, 5 %, 10 %. Not tabulated for two series without constant. */
const CRITICAL_SURFACES: Record<Trend, readonly (readonly [Surface, Surface, Surface])[]> = {
  n: [
    [
      [-2.56574, -2.2358, -3.627, 0],
      [-1.941, -0.2686, -3.365, 31.223],
      [-1.61682, 0.2656, -2.714, 25.364],
    ],
  ],
  c: [
    [
      [-3.43035, -6.5393, -16.786, -79.433],
      [-2.86154, -2.8903, -4.234, -40.04],
      [-2.56677, -1.5384, -2.809, 0],
    ],
    [
      [-3.89644, -10.9519, -33.527, 0],
      [-3.33613, -6.1101, -6.823, 0],
      [-3.04445, -4.2412, -2.72, 0],
    ],
  ],
  ct: [
    [
      [-3.95877, -9.0531, -28.428, -134.155],
      [-3.41049, -4.3904, -9.036, -45.374],
      [-3.12705, -2.5856, -3.925, -22.38],
    ],
    [
      [-4.32762, -15.4387, -35.679, 0],
      [-3.78057, -9.5106, -12.074, 0],
      [-3.49631, -7.0815, -7.538, 21.892],
    ],
  ],
};

/**
 * Approximate p-value of a Dickey–Fuller statistic.
 *
 * Source: J. G. MacKinnon, "Approximate asymptotic distribution functions for unit-root and cointegration tests", Journal of
 * Business & Economic Statistics 12 (1994).
 *
 * @param series 1 for a series as it is; 2 for the residual of a regression of one series on another, whose estimated slope
 *   has already been chosen to make it look stationary
 * @returns probability in [0, 1]; NaN for NaN
 * @example mackinnonP(-2.86154, 'c') // 0.05
 */
export function mackinnonP(statistic: number, trend: Trend, series: 1 | 2 = 1): number {
  if (statistic !== statistic) return NaN;
  const surface = P_SURFACES[trend][series - 1];
  if (statistic > surface.most) return 1;
  if (statistic < surface.least) return 0;
  const coefficients = statistic <= surface.split ? surface.small : surface.large;
  return normalCdf(coefficients.reduceRight((sum, c) => sum * statistic + c, 0));
}

/**
 * Critical values of a Dickey–Fuller statistic for a number of observations.
 *
 * Source: J. G. MacKinnon, "Critical values for cointegration tests", Queen's Economics Department Working Paper 1227 (2010).
 *
 * @param observations rows of the regression, T
 * @returns values; NaN where they are not tabulated (two series without a constant)
 * @example mackinnonCritical(100, 'c').fivePercent // -2.8909
 */
export function mackinnonCritical(observations: number, trend: Trend, series: 1 | 2 = 1): CriticalValues {
  const surfaces = CRITICAL_SURFACES[trend][series - 1];
  const at = (level: 0 | 1 | 2): number =>
    surfaces ? surfaces[level].reduceRight((sum, c) => sum / observations + c, 0) : NaN;
  return { onePercent: at(0), fivePercent: at(1), tenPercent: at(2) };
}
