import { InvalidArgumentError, Option, type Command } from 'commander';
import { runWalkForward } from '../../validation/walk-forward/walk-forward-run.ts';
import { walkForwardCsv, walkForwardText } from '../../validation/walk-forward/walk-forward-text.ts';
import type { Cli } from '../cli.ts';
import { notNegative } from '../numbers.ts';
import { trialsOf, withTrials, type TrialOptions } from './trial-options.ts';

interface Options extends TrialOptions {
  train: number;
  test: number;
  mode: 'rolling' | 'anchored';
  purge?: number;
  embargo: number;
}

function days(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('Write a number of days above 0.');
  return value;
}

function bars(text: string): number {
  const value = notNegative(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Write a whole number of bars.');
  return value;
}

export function registerWalkForward(program: Command, cli: Cli): void {
  withTrials(program.command('walk-forward <dataset>'), 'step')
    .description('optimise on one stretch of time, trade the next, move on: what is left out of sample')
    .requiredOption('--train <days>', 'days of training (anchored: of the first training)', days)
    .requiredOption('--test <days>', 'days of each test', days)
    .addOption(
      new Option('--mode <word>', 'train on the last days, or on everything so far')
        .choices(['rolling', 'anchored'])
        .default('rolling'),
    )
    .option(
      '--purge <bars>',
      'taken off the end of training (default: the longest maxHolding of any trial, else 48)',
      bars,
    )
    .option('--embargo <bars>', 'left out besides between training and test', bars, 0)
    .addHelpText('after', '\nExits 0 when it holds out of sample, 1 when it does not.')
    .action((dataset: string, options: Options) => walkForward(cli, dataset, options));
}

async function walkForward(cli: Cli, dataset: string, options: Options): Promise<void> {
  const request = await trialsOf(dataset, options);
  const progress = cli.progress('Walking forward');
  const report = await runWalkForward(
    cli.store,
    {
      ...request,
      mode: options.mode,
      trainDays: options.train,
      testDays: options.test,
      purgeBars: options.purge,
      embargoBars: options.embargo,
    },
    { onProgress: (done, total, detail) => progress.update(done, total, detail), signal: cli.signal },
  ).finally(() => progress.stop());
  cli.print(options, report, () => (options.csv ? walkForwardCsv(report) : walkForwardText(report)));
  if (report.word !== 'holds') cli.answerNo();
}
