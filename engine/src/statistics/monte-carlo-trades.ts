import { quantileSorted } from 'simple-statistics';
import type { Random } from '../numeric/random.ts';
import { stationaryIndices } from './block-resampler.ts';
import { asNumbers, requireBetween, requireSample, type Sample } from './sample.ts';

export interface MonteCarloOptions {
  readonly random: Random;
  /** Equity before the first trade, in the unit of the trades' PnL. */
  readonly startEquity: number;
  /**
   * Each PnL is a fraction of the equity before it, as of a stake that grows with the equity, and is compounded; in money otherwise. At 0 a
   * compounded record has ended.
   */
  readonly compounded?: boolean;
  readonly replicates?: number;
  /**
   * `shuffle`: the same trades in another order, so that the end is the same and only the way differs. `blocks`: drawn with replacement
   * in runs of neighbouring trades, so that the end differs too and streaks stay together.
   */
  readonly mode?: 'shuffle' | 'blocks';
  /** Mean trades per block for `blocks`. */
  readonly blockLength?: number;
  /** Ruin: equity at or below this share of the start. */
  readonly ruinAt?: number;
}

/** Quantiles of one figure over the replicates. */
export interface Spread {
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

export interface MonteCarloTrades {
  /** Of the record as it was. */
  readonly actual: {
    readonly endEquity: number;
    readonly maxDrawdown: number;
    readonly losingStreak: number;
  };
  readonly endEquity: Spread;
  /** Largest fall from a peak of equity, as a fraction of the peak, ≥ 0. */
  readonly maxDrawdown: Spread;
  /** Longest run of trades with a PnL below 0. */
  readonly losingStreak: Spread;
  /** Share of the replicates whose equity touched ruin. */
  readonly ruinProbability: number;
  /** Share of the replicates with a drawdown at least as deep as the actual one: near 0 the record was lucky in its order. */
  readonly drawdownPercentile: number;
  readonly replicates: number;
}

/**
 * Monte Carlo over the order of trades (or blocks of them): how deep could the drawdown have been with the very same trades?
 *
 * Source: R. Pardo, The Evaluation and Optimization of Trading Strategies (2008), ch. 14; shuffle by Fisher and Yates.
 *
 * @param pnl net PnL per trade in time order, in money; where `compounded`, as a fraction of the equity before it
 * @throws HindcastError SAMPLE_TOO_SMALL, SAMPLE_NOT_FINITE, STATISTICS_SETTING
 * @example monteCarloTrades(trades.map((t) => t.netPnl), { random: seededRandom(1), startEquity: 10_000 }).maxDrawdown.p95
 */
export function monteCarloTrades(pnl: Sample, options: MonteCarloOptions): MonteCarloTrades {
  const { random, startEquity, replicates = 1000, mode = 'shuffle', blockLength = 5, ruinAt = 0.5 } = options;
  const { compounded = false } = options;
  requireSample(pnl, 2, 'trades');
  requireBetween(startEquity, Number.MIN_VALUE, Number.MAX_VALUE, 'startEquity');
  requireBetween(replicates, 1, 10_000_000, 'replicates');
  requireBetween(blockLength, 1, Infinity, 'blockLength');
  const actual = walk(pnl, startEquity, compounded);
  const order = Int32Array.from({ length: pnl.length }, (_, i) => i);
  const trades = new Float64Array(pnl.length);
  const paths: Path[] = [];
  for (let b = 0; b < replicates; b++) {
    if (mode === 'shuffle') shuffle(order, random);
    else stationaryIndices(order, pnl.length, blockLength, random);
    for (let i = 0; i < trades.length; i++) trades[i] = pnl[order[i]];
    paths.push(walk(trades, startEquity, compounded));
  }
  return {
    actual: {
      endEquity: actual.endEquity,
      maxDrawdown: actual.maxDrawdown,
      losingStreak: actual.losingStreak,
    },
    endEquity: spreadOf(paths.map((path) => path.endEquity)),
    maxDrawdown: spreadOf(paths.map((path) => path.maxDrawdown)),
    losingStreak: spreadOf(paths.map((path) => path.losingStreak)),
    ruinProbability: paths.filter((path) => path.lowest <= ruinAt * startEquity).length / replicates,
    drawdownPercentile: paths.filter((path) => path.maxDrawdown >= actual.maxDrawdown).length / replicates,
    replicates,
  };
}

interface Path {
  endEquity: number;
  maxDrawdown: number;
  losingStreak: number;
  lowest: number;
}

function walk(pnl: Sample, startEquity: number, compounded: boolean): Path {
  let equity = startEquity;
  let peak = startEquity;
  let lowest = startEquity;
  let maxDrawdown = 0;
  let streak = 0;
  let losingStreak = 0;
  for (let i = 0; i < pnl.length; i++) {
    equity = compounded ? Math.max(0, equity * (1 + pnl[i])) : equity + pnl[i];
    if (equity > peak) peak = equity;
    if (equity < lowest) lowest = equity;
    const drawdown = (peak - equity) / peak;
    if (drawdown > maxDrawdown) maxDrawdown = drawdown;
    streak = pnl[i] < 0 ? streak + 1 : 0;
    if (streak > losingStreak) losingStreak = streak;
  }
  return { endEquity: equity, maxDrawdown, losingStreak, lowest };
}

function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

function spreadOf(values: number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (p: number): number => quantileSorted(asNumbers(sorted), p);
  return { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
}
