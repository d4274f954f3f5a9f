import { stat } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { HindcastError, TIMEFRAMES } from '@hindcast/engine';
import { HEDGE_METHODS, LEAST_PAIR_WINDOWS, type HedgeMethod } from '@hindcast/engine/pairs';
import { alignCloses } from '../../pairs/close-series.ts';
import { analyticsCsv } from '../../pairs/analytics-csv.ts';
import { openPair } from '../../pairs/open-pair.ts';
import { emptyReport, pairReport, type PairDocument } from '../../pairs/pair-report.ts';
import { pairConfigOf, type AnalysisSettings } from '../../pairs/pair-settings.ts';
import { pairText, scanText } from '../../pairs/pair-text.ts';
import { RollingPair } from '../../pairs/rolling-pair.ts';
import { scanPairs } from '../../pairs/scan/scan-run.ts';
import type { LegSource } from '../../pairs/source/leg-source.ts';
import { readTable } from '../../pairs/source/plain-table.ts';
import { RecordedSource } from '../../pairs/source/recorded-source.ts';
import { TableSource } from '../../pairs/source/table-source.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { moment } from '../moment.ts';
import { wholeNumber } from '../numbers.ts';

interface Options extends CommonOptions {
  y?: string;
  x?: string;
  yVenue?: string;
  xVenue?: string;
  timeframe?: string;
  method: HedgeMethod;
  prices: 'log' | 'close';
  window: number;
  zWindow?: number;
  adfWindow?: number;
  discount: number;
  entry: number;
  exit: number;
  from?: number;
  until?: number;
  points: number;
  csv?: boolean;
  strategy?: boolean;
  scan?: boolean;
  venue?: string;
  allVenues?: boolean;
  symbols?: string;
  rate: number;
  workers?: number;
}

const MOST_BARS = 86_400;

function within(least: number, most: number, whole = false): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`Write a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`);
  };
}

export function registerPairs(program: Command, cli: Cli): void {
  const command = withJson(program.command('pairs <dataset>'))
    .description(
      'two symbols against each other: hedge ratio by OLS, Huber and Kalman, spread, z, and whether it comes back; or every pair with --scan',
    )
    .option('--y <symbol>', 'the dependent')
    .option('--x <symbol>', 'the regressor')
    .option('--y-venue <id>', 'venue of y (default: the first that has it)')
    .option('--x-venue <id>', 'venue of x (default: that of y)')
    .addOption(
      new Option('--method <word>', 'hedge ratio of the rolling columns')
        .choices(HEDGE_METHODS)
        .default('ols'),
    )
    .addOption(
      new Option('--prices <word>', 'logarithms, or prices as they are')
        .choices(['log', 'close'])
        .default('log'),
    )
    .addOption(new Option('--timeframe <word>', 'bars (default: the shortest there are)'))
    .option(
      '--window <bars>',
      'of the rolling hedge ratio and correlation',
      within(LEAST_PAIR_WINDOWS.window, MOST_BARS, true),
      240,
    )
    .option(
      '--z-window <bars>',
      'of the z-score (default: half of the window)',
      within(LEAST_PAIR_WINDOWS.zWindow, MOST_BARS, true),
    )
    .option(
      '--adf-window <bars>',
      'of the rolling test (default: twice the window)',
      within(LEAST_PAIR_WINDOWS.adfWindow, MOST_BARS, true),
    )
    .option('--discount <share>', 'Kalman: each bar the past weighs this much less', within(0.5, 1), 0.999)
    .option('--entry <z>', '|z| that enters', within(0.1, 10), 2)
    .option('--exit <z>', '|z| that leaves', within(0, 10), 0.5)
    .option('--from <time>', 'bars that open then or later: a date, or a date and a time in UTC', moment)
    .option('--until <time>', 'as of then: only bars that had closed', moment)
    .option(
      '--points <n>',
      'most rows of the series in the document of --json',
      within(10, 5_000, true),
      1_500,
    )
    .option('--csv', 'print every bar with all columns as CSV')
    .option('--strategy', 'print the pair as a strategy file');
  command
    .option('--scan', 'judge every pair of symbols instead')
    .option('--venue <id>', 'scan: lanes of this venue (default: each symbol on its first)')
    .option('--all-venues', 'scan: a symbol of each venue is one of its own')
    .option('--symbols <symbols>', 'scan: these only, separated by commas')
    .option(
      '--rate <share>',
      'scan: false discovery rate among what is called cointegrated',
      within(0.0001, 0.5),
      0.05,
    )
    .option('--workers <n>', 'scan: threads (default: one per core)', wholeNumber)
    .addHelpText(
      'after',
      `\n<dataset> is a recorded dataset, or a CSV file with timestamp, symbol, open, high, low, close[, volume].\nTimeframes: ${TIMEFRAMES.join(', ')}.\n` +
        'Exits 0 when the spread comes back (5 %), or the scan finds a pair; 1 when nothing says so.',
    )
    .action((dataset: string, options: Options) =>
      options.scan ? scan(cli, dataset, options) : analyse(cli, dataset, options),
    );
}

async function analyse(cli: Cli, name: string, options: Options): Promise<void> {
  const { y, x } = options;
  if (y === undefined || x === undefined) throw legsMissing();
  const source = await openSource(cli, name);
  const legs = await openPair(source, { ...options, y, x });
  const settings: AnalysisSettings = options;
  const config = pairConfigOf(settings);
  const aligned = alignCloses(legs.y, legs.x);
  const rolling = typeof aligned === 'string' ? aligned : await RollingPair.over(aligned, config);
  if (options.csv) {
    if (typeof rolling === 'string')
      throw new HindcastError('PAIR_NO_ROWS', rolling, 'Choose two symbols of one time.');
    for (const lines of analyticsCsv(rolling, config.method, options)) cli.streams.stdout(lines);
    return;
  }
  const report: PairDocument =
    typeof rolling === 'string'
      ? emptyReport(legs, settings, config, rolling)
      : pairReport(rolling, settings, config, options, options.points);
  if (options.strategy) return printStrategy(cli, report);
  cli.print(options, { dataset: source.name, ...report }, () => pairText(source.name ?? '', report));
  if (!report.stationary) cli.answerNo();
}

function printStrategy(cli: Cli, { strategy }: PairDocument): void {
  if (strategy === null)
    throw new HindcastError(
      'PAIR_TWO_VENUES',
      'A strategy trades two symbols of one venue.',
      'Choose --y-venue and --x-venue alike.',
      { field: 'xVenue' },
    );
  cli.streams.stdout(strategy);
}

async function scan(cli: Cli, name: string, options: Options): Promise<void> {
  const source = await openSource(cli, name);
  const progress = cli.progress('Scanning');
  const request = { ...options, symbols: options.symbols?.split(',').map((word) => word.trim()) };
  const result = await scanPairs(source, request, {
    signal: cli.signal,
    onProgress: (done, total) => progress.update(done, total, 'pairs'),
  }).finally(() => progress.stop());
  cli.print(options, { dataset: source.name, ...result }, () => scanText(source.name ?? '', result));
  if (result.discoveries === 0) cli.answerNo();
}

/** A recorded dataset by its name, or else a table by its path. */
async function openSource(cli: Cli, name: string): Promise<LegSource> {
  const isName = /^[a-z0-9][a-z0-9._-]*$/.test(name) && (await cli.store.has(name));
  if (isName) return new RecordedSource(cli.store, await cli.store.open(name));
  const isFile = (await stat(name).catch(() => undefined))?.isFile() ?? false;
  if (isFile) return new TableSource(await readTable(name));
  return new RecordedSource(cli.store, await cli.store.open(name));
}

function legsMissing(): HindcastError {
  return new HindcastError(
    'PAIR_LEGS',
    'Both symbols are needed: --y and --x.',
    'Write --y ETH/USDT:USDT --x BTC/USDT:USDT, or --scan for every pair.',
    { field: 'y' },
  );
}
