import { Option, type Command } from 'commander';
import { DEFAULT_COSTS, type Costs } from '@hindcast/engine/simulation';
import {
  OUTCOME_DOCS,
  parseDimension,
  type Dimension,
  type OutcomeName,
  type SearchMethod,
} from '@hindcast/engine/sweep';
import { findStrategy } from '../../simulation/run/index.ts';
import type { SweepRequest } from '../../validation/sweep/sweep-types.ts';
import { withJson, type CommonOptions } from '../cli.ts';
import { slippageInBps, startingEquity, takerFee } from '../money.ts';
import { wholeFromZero, wholeNumber } from '../numbers.ts';

type TrialRequest = Omit<SweepRequest, 'best' | 'fresh'>;

/** Options that a sweep and a walk-forward have in common. */
export interface TrialOptions extends CommonOptions {
  strategy: string;
  vary: Dimension[];
  method: SearchMethod;
  trials?: number;
  objective: OutcomeName;
  minTrades: number;
  seed: string;
  workers?: number;
  venue?: string;
  symbol?: string;
  timeframe?: string;
  equity: number;
  takerFee: number;
  slippage: number;
  funding: boolean;
  csv?: boolean;
}

const dimension = (text: string, before: Dimension[]): Dimension[] => [...before, parseDimension(text)];
const OBJECTIVES = (Object.keys(OUTCOME_DOCS) as OutcomeName[]).filter(
  (name) => OUTCOME_DOCS[name].better !== 0,
);
const VARY_HELP =
  'what to change: a parameter of the strategy, signals.oiZ, metrics.zWindow, costs.slippageBps, …, ' +
  'as name=1,2,3 or name=from:to:step; for random and bayes also name=from:to or name=from:to:log; repeatable';

/** Adds the options of everything that runs trials. */
export function withTrials(command: Command, row: 'trial' | 'step'): Command {
  return withJson(command)
    .requiredOption('--strategy <file>', 'a strategy file, or the name of a shipped one')
    .option('--vary <name=values>', VARY_HELP, dimension, [])
    .addOption(
      new Option('--method <word>', 'grid; random; or bayes: a tree-structured Parzen estimator')
        .choices(['grid', 'random', 'bayes'])
        .default('grid'),
    )
    .option('--trials <n>', 'how many trials a random or Bayesian search makes', wholeNumber)
    .addOption(new Option('--objective <figure>', 'what is to be best').choices(OBJECTIVES).default('sharpe'))
    .option('--min-trades <n>', 'trials with fewer trades do not count', wholeFromZero, 20)
    .option('--seed <text>', 'seed of random and Bayesian search, and of resampling', '1')
    .option('--workers <n>', 'threads (default: one per core)', wholeNumber)
    .option('--venue <id>', 'trade on this venue (default: the first that has the symbol)')
    .option('--symbol <symbols>', 'trade these symbols, separated by commas (default: all, with one account)')
    .option('--timeframe <word>', 'bars to trade on (default: the shortest recorded)')
    .option('--equity <usdt>', 'starting equity', startingEquity, 10_000)
    .option('--taker-fee <fraction>', 'fee of market orders', takerFee, DEFAULT_COSTS.takerFee)
    .option('--slippage <bps>', 'slippage of market orders', slippageInBps, DEFAULT_COSTS.slippage.bps)
    .option('--no-funding', 'leave funding out')
    .option('--csv', `print one row per ${row} as CSV`);
}

function costsOf({ takerFee, slippage, funding }: TrialOptions): Costs {
  return { ...DEFAULT_COSTS, takerFee, slippage: { model: 'bps', bps: slippage }, funding };
}

/** What they ask of a sweep or a walk-forward: everything but what only one of them knows. */
export async function trialsOf(dataset: string, options: TrialOptions): Promise<TrialRequest> {
  return {
    dataset,
    strategy: await findStrategy(options.strategy),
    dimensions: options.vary,
    method: options.method,
    trials: options.trials,
    objective: options.objective,
    minTrades: options.minTrades,
    seed: options.seed,
    equity: options.equity,
    costs: costsOf(options),
    workers: options.workers,
    venue: options.venue,
    symbols: options.symbol?.split(','),
    timeframe: options.timeframe,
  };
}
