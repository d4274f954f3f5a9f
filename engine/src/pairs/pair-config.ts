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
  adfStride: 120,
};

/** What a person says of a pair; what is left out follows from the window. */
export interface PairSettings {
  readonly method?: HedgeMethod;
  readonly prices?: PairConfig['prices'];
  readonly window?: number;
  readonly zWindow?: number;
  readonly adfWindow?: number;
  /** Of the Kalman filter: {@link KalmanNoise.discount}. */
  readonly discount?: number;
}

/** Least rows that the windows may have. */
export const LEAST_PAIR_WINDOWS = { window: 10, zWindow: 5, adfWindow: 20 } as const;

/**
 * The whole configuration of a pair: z-score over half of the window, correlation over the window, stationarity over twice the window and
 * anew twice in a window, Huber's line eight times. Nothing is checked: doors do that, each with its own words.
 */
export function pairConfig(settings: PairSettings = {}): PairConfig {
  const { method = 'ols', prices = 'log', window = DEFAULT_PAIR_CONFIG.window } = settings;
  const { discount = DEFAULT_KALMAN_NOISE.discount } = settings;
  return {
    ...DEFAULT_PAIR_CONFIG,
    method,
    prices,
    window,
    huberStride: Math.max(1, Math.round(window / 8)),
    kalman: { ...DEFAULT_KALMAN_NOISE, discount },
    zWindow: settings.zWindow ?? Math.max(LEAST_PAIR_WINDOWS.zWindow, Math.round(window / 2)),
    correlationWindow: window,
    adfWindow: settings.adfWindow ?? Math.max(LEAST_PAIR_WINDOWS.adfWindow, 2 * window),
    adfStride: Math.max(1, Math.round(window / 2)),
  };
}
