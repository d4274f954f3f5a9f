import { DEFAULT_KALMAN_NOISE, type KalmanNoise } from '../statistics/kalman-regression.ts';

/** How the hedge ratio is estimated. */
export const HEDGE_METHODS = ['ols', 'huber', 'kalman'] as const;
export type HedgeMethod = (typeof HEDGE_METHODS)[number];

/** Windows and settings of a pair, in bars (SPEC §6). */
export interface PairConfig {
  readonly method: HedgeMethod;
  /** `log`: ln close, the slope is a ratio of notionals; `close`: prices, the slope is a ratio of units. */
  readonly prices: 'log' | 'close';
  /** Rows of the OLS and Huber windows. */
  readonly window: number;
  /** Rows from one Huber fit to the next (1: every row); the line is held in between. */
  readonly huberStride: number;
  readonly kalman: KalmanNoise;
  /** Rows from which the Kalman filter starts. */
  readonly kalmanWarmUp: number;
  /** Spread values before the current one in its z-score, and the clip. */
  readonly zWindow: number;
  readonly zClip: number;
  /** Rows in the correlation of log returns. */
  readonly correlationWindow: number;
  /** Rows of the spread in the rolling ADF test and half-life, and rows from one to the next. */
  readonly adfWindow: number;
  readonly adfStride: number;
}

export const DEFAULT_PAIR_CONFIG: PairConfig = {
  method: 'ols',
  prices: 'log',
  window: 240,
  huberStride: 30,
  kalman: DEFAULT_KALMAN_NOISE,
  kalmanWarmUp: 30,
  zWindow: 120,
  zClip: 10,
  correlationWindow: 240,
  adfWindow: 480,
  adfStride: 60,
};
