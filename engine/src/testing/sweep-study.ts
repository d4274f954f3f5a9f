import { seededRandom } from '../numeric/random.ts';
import { DEFAULT_COSTS, NO_COSTS, type Costs } from '../simulation/index.ts';
import { sharpeMoments } from '../statistics/sharpe.ts';
import { compileStrategy, type StrategyInput } from '../strategy/index.ts';
import { judgeSweep, MOST_SAMPLED, type SweepJudgement } from '../sweep/judge-sweep.ts';
import { dailyReturns, numbersOf } from '../sweep/outcome.ts';
import { searchOver, type Scored, type SearchMethod } from '../sweep/search.ts';
import { parseDimension } from '../sweep/space.ts';
import { stratifiedSample } from '../sweep/stratified-sample.ts';
import { TrialRunner } from '../sweep/trial-runner.ts';
import type { Tape } from '../tape/tape.ts';
import { demoSpec } from './demo-spec.ts';
import { simulateMarket } from './simulate.ts';

/** A sweep whose right answer is known: of the edge that is planted on ETH, or of rules without one on a symbol without one. */
export interface StudiedSweep {
  readonly edge: boolean;
  readonly symbol: string;
  readonly strategy: StrategyInput;
  /** As `--vary` takes them. */
  readonly vary: readonly string[];
  readonly method: SearchMethod;
  /** Of a search that is no grid. */
  readonly trials: number;
  readonly costs: Costs;
}

const EXIT = { long: 'barsHeld >= hold', short: 'barsHeld >= hold' };
const FOLLOW: StrategyInput = {
  name: 'follow',
  params: { z: 2.5, hold: 24, crowd: 2, lean: 3 },
  entry: {
    long: 'oiZ > z and globalLongShort > crowd and imbalancePct > lean',
    short: 'oiZ > z and globalLongShort > crowd and imbalancePct < 0 - lean',
  },
  exit: EXIT,
  sizing: { equityPercent: 50 },
};
const FITTED: StrategyInput = {
  name: 'fitted',
  params: { r: 30, v: 1, hold: 12, o: -10 },
  entry: {
    long: 'rsi < r and volumeZ > v and oiZ > o',
    short: 'rsi > 100 - r and volumeZ > v and oiZ > o',
  },
  exit: EXIT,
  sizing: { equityPercent: 50 },
};
const CROSS: StrategyInput = {
  name: 'cross',
  params: { fast: 10, slow: 60 },
  entry: {
    long: 'crossesAbove(sma(close, fast), sma(close, slow))',
    short: 'crossesBelow(sma(close, fast), sma(close, slow))',
  },
  sizing: { equityPercent: 50 },
};

const NARROW = ['z=2:3:0.25', 'hold=12,18,24,36'];
const WIDE = ['z=1.5:3.5:0.5', 'hold=6,12,24,36,48', 'crowd=1.6:2.2:0.2', 'lean=0,2,3,4'];
const CURVE = ['r=20:40:5', 'v=-1,0,0.5,1,1.5,2', 'hold=3,6,12,24,48'];
const CURVES = ['r=18:45:3', 'v=-1:1.5:0.5', 'hold=6,12,24,48', 'o=-2,-1,0,1'];
const ANY_CURVE = ['r=15:45', 'v=-1:2', 'hold=3:96:1', 'o=-2:1'];

const grid = (
  edge: boolean,
  symbol: string,
  strategy: StrategyInput,
  vary: string[],
  costs: Costs,
): StudiedSweep => ({ edge, symbol, strategy, vary, costs, method: 'grid', trials: 0 });

/** Sweeps by name. */
export const STUDIED_SWEEPS = {
  'planted edge, 20 runs': grid(true, 'ETH', FOLLOW, NARROW, DEFAULT_COSTS),
  'planted edge, 400 runs': grid(true, 'ETH', FOLLOW, WIDE, DEFAULT_COSTS),
  'planted edge, 300 at random': {
    ...grid(true, 'ETH', FOLLOW, ['z=1.5:3.5', 'hold=6:48:1', 'crowd=1.6:2.2', 'lean=0:4'], DEFAULT_COSTS),
    method: 'random',
    trials: 300,
  },
  'the same on SOL, 400 runs, no costs': grid(false, 'SOL', FOLLOW, WIDE, NO_COSTS),
  'curve fit on SOL, 50 runs, no costs': grid(false, 'SOL', FITTED, ['r=20:40:5', 'hold=6:96:10'], NO_COSTS),
  'curve fit on SOL, 150 runs, no costs': grid(false, 'SOL', FITTED, CURVE, NO_COSTS),
  'curve fit on BTC, 150 runs, no costs': grid(false, 'BTC', FITTED, CURVE, NO_COSTS),
  'curve fit on SOL, 150 runs': grid(false, 'SOL', FITTED, CURVE, DEFAULT_COSTS),
  'curve fit on BTC, 960 runs, no costs': grid(false, 'BTC', FITTED, CURVES, NO_COSTS),
  'curve fit on BTC, 300 at random, no costs': {
    ...grid(false, 'BTC', FITTED, ANY_CURVE, NO_COSTS),
    method: 'random',
    trials: 300,
  },
  'curve fit on SOL, 200 by Bayes, no costs': {
    ...grid(false, 'SOL', FITTED, ANY_CURVE, NO_COSTS),
    method: 'bayes',
    trials: 200,
  },
  'moving averages on SOL, 40 runs': grid(
    false,
    'SOL',
    CROSS,
    ['fast=5,10,20,40,80', 'slow=100:450:50'],
    DEFAULT_COSTS,
  ),
} as const satisfies Record<string, StudiedSweep>;

export type StudiedSweepName = keyof typeof STUDIED_SWEEPS;

/** The demo market for so many days under another seed: ETH drifts after tier 2, the other symbols do not. */
export function studiedMarket(days: number, seed: string): Tape[] {
  const spec = demoSpec();
  const within = { ...spec, days };
  within.phases = spec.phases.filter(({ fromDay }) => fromDay < days);
  within.trends = spec.trends.filter(({ toDay }) => toDay < days);
  within.breaks = spec.breaks.filter(({ fromDay }) => fromDay + 2 < days);
  within.crowds = spec.crowds.filter((crowd) => crowd.fromDay + crowd.days < days);
  within.holes = spec.holes.filter(({ fromDay }) => fromDay + 1 < days);
  return simulateMarket(within, seededRandom(seed)).tapes;
}

const EQUITY = 10_000;
const LEAST_TRADES = 20;

/**
 * Runs a sweep over the symbol's first lane as `hindcast sweep` does, and judges its best.
 *
 * @returns the best Sharpe ratio, per year, and what it is worth; NaN where no run made 20 trades
 */
export function sweepStudy(
  { symbol, strategy, vary, method, trials, costs }: StudiedSweep,
  tapes: readonly Tape[],
  seed: string,
): { best: number; judged: SweepJudgement } {
  const tape = tapes.find(({ key }) => key.symbol.startsWith(symbol))!;
  const dimensions = vary.map(parseDimension);
  const runner = new TrialRunner({
    tapes: [tape],
    traded: [tape.key],
    names: dimensions.map(({ name }) => name),
    compile: (params) => compileStrategy(strategy, { params }),
    options: { equity: EQUITY, costs },
  });
  const search = searchOver(dimensions, method, trials, seededRandom(seed));
  const all: (Scored & { daily: Float64Array; sharpe: number })[] = [];
  for (let from = 0; from < search.trials; from += search.batch)
    for (const values of search.propose(from, Math.min(search.trials, from + search.batch), all)) {
      const outcome = runner.run(values);
      const daily = dailyReturns(outcome.daily, EQUITY);
      const numbers = numbersOf(outcome, EQUITY, runner.rows);
      const moments = sharpeMoments(daily);
      const score = numbers.trades >= LEAST_TRADES ? numbers.sharpe : NaN;
      all.push({ values, score, daily, sharpe: moments.ok ? moments.sharpe : NaN });
    }
  const counted = all.filter(({ score }) => score === score);
  const best = counted.reduce((top, trial) => (trial.score > top.score ? trial : top), counted[0]);
  const sample = stratifiedSample(search.blind, MOST_SAMPLED, seededRandom(seed).fork('sample'));
  const others = all.filter((trial, k) => sample.has(k) && counted.includes(trial) && trial !== best);
  const judged = judgeSweep({
    best: best?.daily ?? new Float64Array(0),
    sample: best ? [best, ...others].map(({ daily }) => daily) : [],
    sharpes: all.map(({ sharpe }) => sharpe),
    blind: search.blind,
    earlier: [],
    random: seededRandom(seed).fork('judge'),
  });
  return { best: best?.score ?? NaN, judged };
}
