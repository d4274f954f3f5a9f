import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Direction } from '@hindcast/engine/validation';
import { HORIZONS } from '@hindcast/engine/statistics';
import {
  DEFAULT_COSTS_BPS,
  LONGEST_HORIZON,
  MOST_HORIZONS,
  runValidation,
  validationDocument,
} from '../../validation/validation-run.ts';
import { validationCsv, validationText } from '../../validation/validation-text.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { wholeNumber } from '../numbers.ts';

interface Options extends CommonOptions {
  signal: string[];
  expr: string[];
  venue?: string;
  symbol?: string;
  timeframe?: string;
  direction: Direction;
  costs: number;
  horizons?: number[];
  seed: string;
  replicates?: number;
  rate?: number;
  csv?: boolean;
}

const collect = (text: string, before: string[]): string[] => [...before, text];
const collectNames = (text: string, before: string[]): string[] => [...before, ...text.split(',')];

/** Basis points from 0 up. */
function basisPoints(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 10_000))
    throw new InvalidArgumentError('Write basis points from 0 to 10000.');
  return value;
}

/** Bars ahead, each once, the nearest first. */
function barsAhead(text: string): number[] {
  const bars = [...new Set(text.split(',').map(Number))].sort((a, b) => a - b);
  if (
    bars.length > MOST_HORIZONS ||
    !bars.every((n) => Number.isInteger(n) && n >= 1 && n <= LONGEST_HORIZON)
  )
    throw new InvalidArgumentError(
      `Write up to ${MOST_HORIZONS} whole numbers of bars from 1 to ${LONGEST_HORIZON}, such as 1,12,48.`,
    );
  return bars;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError('Write a share between 0 and 1, such as 0.05.');
  return value;
}

export function registerValidate(program: Command, cli: Cli): void {
  withJson(program.command('validate <dataset>'))
    .description(
      'say of signals, tiers, detector events or any expression whether they hit more than luck would',
    )
    .option(
      '--signal <names>',
      'only these: tier1…tier6, confluence, LIQUIDATION_CASCADE, …; repeatable',
      collectNames,
      [],
    )
    .option(
      '--expr <condition>',
      'a condition of the strategy language, e.g. "oiZ > 2 and rsi < 30"; repeatable',
      collect,
      [],
    )
    .addOption(
      new Option('--direction <which>', 'which way an occurrence points')
        .choices(['bias', 'against', 'long', 'short'])
        .default('bias'),
    )
    .option('--venue <id>', 'lanes of this venue (default: all)')
    .option('--symbol <symbols>', 'lanes of these symbols, separated by commas (default: all)')
    .option('--timeframe <word>', 'bars to study (default: the shortest recorded)')
    .option(
      '--costs <bps>',
      'what a round trip costs: a hit earns more than that',
      basisPoints,
      DEFAULT_COSTS_BPS,
    )
    .option(
      '--horizons <bars>',
      `how many bars after an occurrence are looked at, e.g. 6,12,96 (default: ${HORIZONS.join(',')})`,
      barsAhead,
    )
    .option('--rate <share>', 'false discovery rate among what is called more than luck', share, 0.05)
    .option('--replicates <n>', 'bootstrap resamples per test', wholeNumber)
    .option('--seed <text>', 'seed of the resampling', '1')
    .option('--csv', 'print one row per signal and horizon as CSV')
    .addHelpText(
      'after',
      '\nExits 0 when something is more than luck, 1 when nothing can be told from luck.\n' +
        'Every signal tried is written into the ledger of the dataset and counted from then on.',
    )
    .action((dataset: string, options: Options) => run(cli, dataset, options));
}

async function run(cli: Cli, dataset: string, options: Options): Promise<void> {
  const progress = cli.progress('Validating');
  const report = await runValidation(
    cli.store,
    {
      dataset,
      signals: options.signal,
      expressions: options.expr,
      venue: options.venue,
      symbols: options.symbol?.split(','),
      timeframe: options.timeframe,
      direction: options.direction,
      costsBps: options.costs,
      horizons: options.horizons,
      rate: options.rate,
      replicates: options.replicates,
      seed: options.seed,
    },
    { onProgress: ({ done, total, detail }) => progress.update(done, total, detail), signal: cli.signal },
  ).finally(() => progress.stop());
  cli.print(options, validationDocument(report), () =>
    options.csv ? validationCsv(report) : validationText(report),
  );
  if (!report.subjects.some(({ verdict }) => verdict.word === 'more than luck')) cli.answerNo();
}
