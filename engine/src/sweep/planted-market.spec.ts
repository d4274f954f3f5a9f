import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { DEFAULT_COSTS, NO_COSTS, type Costs } from '../simulation/index.ts';
import { compileStrategy, type StrategyInput } from '../strategy/index.ts';
import { demoSpec, simulateMarket } from '../testing/index.ts';
import { judgeSweep, type SweepJudgement } from './judge-sweep.ts';
import { dailyReturns, numbersOf } from './outcome.ts';
import { TrialRunner } from './trial-runner.ts';

/** Ten weeks of the demo market on its first venue: ETH drifts after tier 2, SOL does not. */
const spec = { ...demoSpec(), days: 70 };
const { tapes } = simulateMarket(spec, seededRandom('planted sweep'));

/** Sweeps a strategy over one symbol, every list of values with every other, as `hindcast sweep` does, and judges the best. */
function swept(
  symbol: string,
  definition: StrategyInput,
  grid: Record<string, number[]>,
  costs: Costs = DEFAULT_COSTS,
): { best: number; judged: SweepJudgement } {
  const tape = tapes.find(({ key }) => key.symbol.startsWith(symbol))!;
  const names = Object.keys(grid);
  const runner = new TrialRunner({
    tapes: [tape],
    traded: [tape.key],
    names,
    compile: (params) => compileStrategy(definition, { params }),
    options: { equity: 10_000, costs },
  });
  const trials = names
    .reduce<number[][]>((all, name) => all.flatMap((t) => grid[name].map((v) => [...t, v])), [[]])
    .map((values) => {
      const outcome = runner.run(values);
      const { sharpe, trades } = numbersOf(outcome, 10_000, runner.rows);
      return { daily: dailyReturns(outcome.daily, 10_000), sharpe: trades >= 10 ? sharpe : NaN };
    });
  const counted = trials.filter(({ sharpe }) => sharpe === sharpe);
  const best = counted.reduce((top, trial) => (trial.sharpe > top.sharpe ? trial : top));
  const judged = judgeSweep({
    best: best.daily,
    sample: [best, ...counted.filter((trial) => trial !== best)].map(({ daily }) => daily),
    sharpes: trials.map(({ sharpe }) => sharpe / Math.sqrt(365)),
    earlier: 0,
    random: seededRandom('judge'),
  });
  return { best: best.sharpe, judged };
}

describe('a sweep of the planted market', () => {
  it('that fits a curve to a symbol without an edge is flagged as overfitted, however well it looks', () => {
    const fitted: StrategyInput = {
      name: 'fitted',
      params: { r: 30, z: 1, hold: 12 },
      entry: { long: 'rsi < r and volumeZ > z', short: 'rsi > 100 - r and volumeZ > z' },
      exit: { long: 'barsHeld >= hold', short: 'barsHeld >= hold' },
      sizing: { equityPercent: 50 },
    };
    const grid = { r: [20, 25, 30, 35, 40], z: [-1, 0, 0.5, 1, 1.5, 2], hold: [3, 6, 12, 24, 48] };
    const { best, judged } = swept('SOL', fitted, grid, NO_COSTS);
    expect(best).toBeGreaterThan(1.5);
    expect(judged.word).toBe('overfitted');
  });

  it('over the planted edge holds', () => {
    const follow: StrategyInput = {
      name: 'follow',
      params: { z: 2.5, hold: 24 },
      entry: {
        long: 'oiZ > z and globalLongShort > 2 and imbalancePct > 3',
        short: 'oiZ > z and globalLongShort > 2 and imbalancePct < -3',
      },
      exit: { long: 'barsHeld >= hold', short: 'barsHeld >= hold' },
      sizing: { equityPercent: 50 },
    };
    const { judged } = swept('ETH', follow, { z: [2, 2.25, 2.5, 2.75, 3], hold: [12, 18, 24, 36] });
    expect(judged.word).toBe('holds');
    expect(judged.deflatedSharpe).toBeGreaterThan(0.95);
    expect(judged.realityCheckP).toBeLessThan(0.05);
  });
});
