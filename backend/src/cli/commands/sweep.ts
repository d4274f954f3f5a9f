import type { Command } from 'commander';
import { runSweep } from '../../validation/sweep/sweep-run.ts';
import { sweepCsv, sweepText } from '../../validation/sweep/sweep-text.ts';
import type { Cli } from '../cli.ts';
import { notNegative } from '../numbers.ts';
import { trialsOf, withTrials, type TrialOptions } from './trial-options.ts';

interface SweepOptions extends TrialOptions {
  best: number;
  fresh?: boolean;
}

export function registerSweep(program: Command, cli: Cli): void {
  withTrials(program.command('sweep <dataset>'), 'trial')
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
  const request = await trialsOf(dataset, options);
  const progress = cli.progress('Sweeping');
  const report = await runSweep(
    cli.store,
    {
      ...request,
      best: options.best,
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
