import { seededRandom, type Random } from '../numeric/random.ts';
import { eventStudy, type HorizonStudy } from '../statistics/event-study.ts';
import type { Prices } from '../statistics/forward-returns.ts';
import { randomWalk } from './random-walk.ts';

/**
 * When signals that mean nothing occur: at single bars ("sparse"), in bursts that have nothing to do with the price ("clustered"), or for as
 * long as the price lies below its recent past ("persistent", RSI below 45).
 */
export const NOISE_PATTERNS = ['sparse', 'clustered', 'persistent'] as const;
export type NoisePattern = (typeof NOISE_PATTERNS)[number];

export interface NoiseStudyOptions {
  readonly rows: number;
  readonly horizons: readonly number[];
  readonly replicates: number;
}

/**
 * The event study of a signal that means nothing on a random walk, another one for every seed: its p-values have to be below 5 % in 5 % of
 * all cases, whatever the horizon and however the events lie.
 */
export function noiseStudy(pattern: NoisePattern, seed: string, options: NoiseStudyOptions): HorizonStudy[] {
  const random = seededRandom(`noise ${pattern} ${seed}`);
  const prices = randomWalk(options.rows, random);
  const rows = PATTERNS[pattern](prices, random);
  return eventStudy(
    prices,
    { rows, directions: rows.map(() => 1) },
    { random, horizons: options.horizons, replicates: options.replicates },
  );
}

const PATTERNS: Record<NoisePattern, (prices: Prices, random: Random) => number[]> = {
  sparse: ({ close }, random) => rowsWhere(close.length, () => random.next() < 0.02),
  clustered: ({ close }, random) => {
    let burst = false;
    return rowsWhere(close.length, () => {
      burst = burst ? random.next() > 0.05 : random.next() < 0.005;
      return burst && random.next() < 0.7;
    });
  },
  persistent: ({ close }) => {
    let gains = 0;
    let losses = 0;
    return rowsWhere(close.length, (i) => {
      const change = i === 0 ? 0 : close[i] - close[i - 1];
      gains += (Math.max(change, 0) - gains) / 14;
      losses += (Math.max(-change, 0) - losses) / 14;
      return i >= 50 && 100 * gains < 45 * (gains + losses);
    });
  },
};

function rowsWhere(rows: number, holds: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let i = 0; i < rows; i++) if (holds(i)) found.push(i);
  return found;
}
