import { InvalidArgumentError, Option, type Command } from 'commander';
import { DEFAULT_COSTS, type Costs } from '@hindcast/engine/simulation';
import {
  OUTCOME_DOCS,
  parseDimension,
  type Dimension,
  type OutcomeName,
  type SearchMethod,
} from '@hindcast/engine/sweep';
import { findStrategy } from '../../simulation/run/index.ts';
import { runSweep } from '../../validation/sweep/sweep-run.ts';
import { sweepCsv, sweepText } from '../../validation/sweep/sweep-text.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { wholeNumber } from '../numbers.ts';

/** What a sweep and a walk-forward have in common. */
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

interface SweepOptions extends TrialOptions {
  best: number;
  fresh?: boolean;
}

export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('Write a number from 0 up.');
  return value;
}

const dimension = (text: string, before: Dimension[]): Dimension[] => [...before, parseDimension(text)];
const OBJECTIVES = (Object.keys(OUTCOME_DOCS) as OutcomeName[]).filter(
  (name) => OUTCOME_DOCS[name].better !== 0,
);
const VARY_HELP =
  'what to change: a parameter of the strategy, signals.oiZ, metrics.zWindow, costs.slippageBps, …, ' +
  'as name=1,2,3 or name=from:to:step; repeatable';

/** Adds the options of everything that runs trials. */
export function withTrials(command: Command): Command {
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
    .option('--min-trades <n>', 'trials with fewer trades do not count', notNegative, 20)
    .option('--seed <text>', 'seed of random and Bayesian search, and of resampling', '1')
    .option('--workers <n>', 'threads (default: one per core)', wholeNumber)
    .option('--venue <id>', 'trade on this venue (default: the first that has the symbol)')
    .option('--symbol <symbols>', 'trade these symbols, separated by commas (default: all, with one account)')
    .option('--timeframe <word>', 'bars to trade on (default: the shortest recorded)')
    .option('--equity <usdt>', 'starting equity', notNegative, 10_000)
    .option('--taker-fee <fraction>', 'fee of market orders', notNegative, DEFAULT_COSTS.takerFee)
    .option('--slippage <bps>', 'slippage of market orders', notNegative, DEFAULT_COSTS.slippage.bps)
    .option('--no-funding', 'leave funding out')
    .option('--csv', 'print one row per trial as CSV');
}

export function costsOf({ takerFee, slippage, funding }: TrialOptions): Costs {
  return { ...DEFAULT_COSTS, takerFee, slippage: { model: 'bps', bps: slippage }, funding };
}

export function registerSweep(program: Command, cli: Cli): void {
  withTrials(program.command('sweep <dataset>'))
    .description(
      'try many values of a strategy, its signals or its costs, and judge the best as the best of many',
    )
    .option(
      '--best <n>',
      'how many of the best are run again bar by bar and reported in full',
      notNegative,
      10,
    )
    .option('--fresh', 'run everything again instead of going on where an interrupted sweep was')
    .addHelpText(
      'after',
      '\nExits 0 when the best holds against the number of tries, 1 when it does not or no trial counts.\n' +
        'What is finished is kept: the same sweep asked for again goes on where it was.',
    )
    .action((dataset: string, options: SweepOptions) => sweep(cli, dataset, options));
}

async function sweep(cli: Cli, dataset: string, options: SweepOptions): Promise<void> {
  const strategy = await findStrategy(options.strategy);
  const progress = cli.progress('Sweeping');
  const report = await runSweep(
    cli.store,
    {
      dataset,
      strategy,
      dimensions: options.vary,
      method: options.method,
      trials: options.trials,
      objective: options.objective,
      minTrades: options.minTrades,
      best: options.best,
      seed: options.seed,
      equity: options.equity,
      costs: costsOf(options),
      workers: options.workers,
      venue: options.venue,
      symbols: options.symbol?.split(','),
      timeframe: options.timeframe,
      fresh: options.fresh,
    },
    {
      onProgress: ({ done, total, stage, best }) =>
        progress.update(done, total, best ? `${stage}, best ${best.score.toFixed(2)}` : stage),
      signal: cli.signal,
    },
  ).finally(() => progress.stop());
  cli.print(options, report, () => (options.csv ? sweepCsv(report) : sweepText(report)));
  if (report.judgement.word !== 'holds') cli.answerNo();
}
