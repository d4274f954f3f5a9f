import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';
import { KALMAN_STATE_SIZE, KalmanRegression, type KalmanNoise } from '../statistics/kalman-regression.ts';
import type { HedgeColumns } from './hedge-columns.ts';

const sqrt = Math.sqrt;

/**
 * Kalman hedge ratio: the slope and intercept that the filter knew before each row, then corrected by it.
 *
 * It starts from least squares over the first `warmUp` rows with both values (what a filter that knew nothing would have arrived at,
 * without the digits that a huge starting variance costs) and counts x and y from their means there, which keeps the
 * covariance well conditioned. Its memory is infinite: like Wilder's averages it starts at the tape's first bar.
 *
 * A row with a hole keeps the line and learns nothing.
 */
export class KalmanHedge implements Kernel {
  readonly stateSize = KALMAN_STATE_SIZE + 6;
  readonly #filter: KalmanRegression;
  readonly #y: Column;
  readonly #x: Column;
  readonly #out: HedgeColumns;
  readonly #warmUp: number;
  /** Weight of the newest surprise in the observation variance, at least. */
  readonly #forget: number;
  #seen = 0;
  #meanX = 0;
  #meanY = 0;
  #sxx = 0;
  #sxy = 0;
  /** Mean squared surprise: the observation variance in units of the filter's. During warm-up Σ of squared deviations of y. */
  #surprise = 0;

  /** @param warmUp rows with both values before the first line, at least 3 */
  constructor(y: Column, x: Column, out: HedgeColumns, noise: KalmanNoise, warmUp: number) {
    this.#filter = new KalmanRegression(noise);
    this.#y = y;
    this.#x = x;
    this.#out = out;
    this.#warmUp = warmUp;
    this.#forget = Math.max(1 - noise.discount, 0.001);
  }

  advance(from: number, to: number): void {
    const x = this.#x.data;
    const y = this.#y.data;
    const { intercept, slope, error } = this.#out;
    const filter = this.#filter;
    for (let i = from; i < to; i++) {
      if (this.#seen < this.#warmUp || !(this.#sxx > 0)) {
        intercept.data[i] = slope.data[i] = error.data[i] = NaN;
        this.#learn(x[i], y[i]);
        continue;
      }
      slope.data[i] = filter.slope;
      intercept.data[i] = this.#meanY + filter.intercept - filter.slope * this.#meanX;
      error.data[i] = sqrt(filter.p22 * this.#surprise);
      const surprise = filter.step(x[i] - this.#meanX, y[i] - this.#meanY);
      if (surprise !== surprise) continue;
      this.#seen++;
      this.#surprise += (surprise - this.#surprise) * Math.max(this.#forget, 1 / this.#seen);
    }
  }

  /** Warm-up: least squares, Welford's way; an x that has not moved yet warms up further. */
  #learn(x: number, y: number): void {
    const dx = x - this.#meanX;
    const dy = y - this.#meanY;
    if (dx !== dx || dy !== dy) return;
    this.#seen++;
    this.#meanX += dx / this.#seen;
    this.#meanY += dy / this.#seen;
    this.#sxx += dx * (x - this.#meanX);
    this.#sxy += dx * (y - this.#meanY);
    this.#surprise += dy * (y - this.#meanY);
    if (this.#seen < this.#warmUp || !(this.#sxx > 0)) return;
    const slope = this.#sxy / this.#sxx;
    const { observation } = this.#filter.noise;
    this.#filter.start(0, slope, observation / this.#seen, 0, observation / this.#sxx);
    const left = Math.max(0, this.#surprise - slope * this.#sxy);
    this.#surprise = left / ((this.#seen - 2) * observation);
  }

  save(into: Float64Array, at: number): void {
    into.set([this.#seen, this.#meanX, this.#meanY, this.#sxx, this.#sxy, this.#surprise], at);
    this.#filter.save(into, at + 6);
  }

  load(from: Float64Array, at: number): void {
    this.#seen = from[at];
    this.#meanX = from[at + 1];
    this.#meanY = from[at + 2];
    this.#sxx = from[at + 3];
    this.#sxy = from[at + 4];
    this.#surprise = from[at + 5];
    this.#filter.load(from, at + 6);
  }
}
