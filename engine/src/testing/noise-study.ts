import { seededRandom, type Random } from '../numeric/random.ts';
import { eventStudy, type HorizonStudy } from '../statistics/event-study.ts';
import type { Prices } from '../statistics/forward-returns.ts';
import { garchWalk } from './garch-walk.ts';
import { randomWalk } from './random-walk.ts';

/**
 * When signals that mean nothing occur: at single bars ("sparse"), in bursts that have nothing to do with the price ("clustered"), for as
 * long as the price lies below its recent past ("persistent", RSI below 45), or on stretches of 200 bars on average, a quarter of all
 * ("stretches").
 */
export const NOISE_PATTERNS = ['sparse', 'clustered', 'persistent', 'stretches'] as const;
export type NoisePattern = (typeof NOISE_PATTERNS)[number];

/** Steps that do not depend on each other ("walk"), or calm and wild weeks in turn ("garch"): hits that have to pay costs come together. */
export const NOISE_MARKETS = ['walk', 'garch'] as const;
export type NoiseMarket = (typeof NOISE_MARKETS)[number];

export interface NoiseStudyOptions {
  /** `walk` by default. */
  readonly market?: NoiseMarket;
  /** What a round trip costs, a fraction; 0 by default. */
  readonly costs?: number;
  readonly rows: number;
  readonly horizons: readonly number[];
  readonly replicates: number;
}

/**
 * The event study of a signal that means nothing on a market without drift, another one for every seed: its p-values have to be below 5 % in 5 % of
 * all cases, whatever the horizon and however the events lie.
 */
export function noiseStudy(pattern: NoisePattern, seed: string, options: NoiseStudyOptions): HorizonStudy[] {
  const { rows: count, market = 'walk', costs, horizons, replicates } = options;
  const random = seededRandom(`noise ${pattern} ${seed}`);
  const prices = market === 'walk' ? randomWalk(count, random) : garchWalk(count, random);
  const rows = PATTERNS[pattern](prices, random);
  return eventStudy(prices, { rows, directions: rows.map(() => 1) }, { random, horizons, replicates, costs });
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
  stretches: ({ close }, random) => {
    let on = random.next() < 0.25;
    return rowsWhere(close.length, () => {
      if (random.next() < (on ? 1 / 200 : 1 / 600)) on = !on;
      return on;
    });
  },
};

function rowsWhere(rows: number, holds: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let i = 0; i < rows; i++) if (holds(i)) found.push(i);
  return found;
}
