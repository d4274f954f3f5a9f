import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Option, type Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import {
  ImportService,
  parseColumnMap,
  TIME_FORMATS,
  type ImportReport,
  type TimeFormat,
} from '../../ingestion/import/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { count, table, time } from '../text.ts';

interface ImportOptions extends CommonOptions {
  name?: string;
  recipe?: string;
  origin?: string;
  licence?: string;
  venue?: string;
  symbol?: string;
  timeframe?: string;
  decimalComma?: boolean;
  simulated?: boolean;
  map?: string;
  timeFormat?: TimeFormat;
  stamp?: 'open' | 'close';
  repair?: string;
  dryRun?: boolean;
}

export function registerImport(program: Command, cli: Cli): void {
  withJson(program.command('import [paths...]'))
    .description('make a recorded dataset out of files and folders (CSV, JSON, Parquet, Feather, zip, gzip)')
    .option('--name <name>', "the dataset's name (default: the first path's)")
    .option(
      '--recipe <file>',
      'join files as a recipe says (docs/recipes); the path is the folder they lie in',
    )
    .option('--origin <text>', 'where the data comes from')
    .option('--licence <text>', 'the licence of the data')
    .option('--simulated', 'the market in the files is invented: label the dataset so')
    .option('--venue <id>', 'ccxt id of the venue (default: by file and folder names, else binanceusdm)')
    .option(
      '--symbol <symbol>',
      'the symbol of all files, as BTC/USDT:USDT or BTCUSDT (default: by file names)',
    )
    .option(
      '--timeframe <words>',
      'timeframes of the bars to make of trades (default 1m), or of bars too few to show theirs',
    )
    .option(
      '--map <words>',
      'what columns hold that are not recognised: time=Datum,close=Last,volume=Vol*1000',
    )
    .addOption(
      new Option('--time-format <word>', 'how times are written, where slashes do not tell').choices(
        TIME_FORMATS,
      ),
    )
    .addOption(
      new Option('--stamp <word>', 'what the time of a bar is (default: open)').choices(['open', 'close']),
    )
    .option('--decimal-comma', 'a comma is the decimal point of numbers')
    .option(
      '--repair <words>',
      '"sort", "duplicates" or both with a comma: put files right that are not in order',
    )
    .option('--dry-run', 'read and check everything, write nothing')
    .addHelpText(
      'after',
      '\nBinance USD-M archive files (klines, metrics, fundingRate, trades, aggTrades, liquidationSnapshot), and\n' +
        'other tables with a header, are recognised by their columns: see docs/datasets.md.',
    )
    .action((paths: string[], options: ImportOptions) => runImport(cli, paths, options));
}

async function runImport(cli: Cli, given: string[], options: ImportOptions): Promise<void> {
  const recipe = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
  const paths = recipe && given.length === 0 ? [dirname(recipe.path)] : given;
  if (paths.length === 0 || (recipe && paths.length > 1)) throw whichPath(recipe !== undefined);
  const { name, origin, licence, venue, symbol, timeframe, decimalComma, dryRun, simulated } = options;
  const { timeFormat, stamp } = options;
  const columns = options.map === undefined ? undefined : parseColumnMap(options.map);
  const timeframes = timeframe?.split(',');
  const progress = cli.progress(dryRun ? 'Checking' : 'Importing');
  const report = await new ImportService(cli.store)
    .run(
      {
        paths,
        recipe,
        name,
        origin,
        licence,
        simulated,
        dryRun,
        repair: options.repair?.split(','),
        tradeTimeframes: timeframes,
        hints: { venue, symbol, timeframe: timeframes?.[0], decimalComma, columns, timeFormat, stamp },
      },
      {
        signal: cli.signal,
        onProgress: ({ done, total, detail }) => progress.update(done, total, detail),
      },
    )
    .finally(() => progress.stop());
  cli.print(options, report, () => importText(report));
}

async function readRecipe(path: string): Promise<{ text: string; file: string; path: string }> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new HindcastError('RECIPE_MISSING', `There is no recipe "${path}".`, 'Check the path.', {
      file: path,
    });
  });
  return { text, file: basename(path), path };
}

function whichPath(hasRecipe: boolean): HindcastError {
  return hasRecipe
    ? new HindcastError(
        'CLI_USAGE',
        'A recipe speaks of one folder.',
        'Give that folder, or none for its own.',
      )
    : new HindcastError(
        'CLI_USAGE',
        'What is to be imported? No path was given.',
        'See hindcast import --help.',
      );
}

export function importText(report: ImportReport): string {
  const lanes = report.lanes.map((lane) => [
    `${lane.venue} ${lane.symbol} ${lane.timeframe}`,
    lane.rows,
    lane.missingBars,
    `${time(lane.range.from)} to ${time(lane.range.to)}`,
    Object.keys(lane.coverage)
      .filter((field) => lane.coverage[field] > 0)
      .join(' '),
  ]);
  const verb = report.dryRun ? 'Would write' : 'Wrote';
  return [
    `${verb} "${report.name}": ${count(report.rows)} bars in ${report.lanes.length} lanes out of ${report.files.length} files.`,
    '',
    table(['lane', 'bars', 'missing', 'range (UTC)', 'fields'], lanes),
    ...report.notes.slice(0, 20).map((note) => `note: ${note}`),
    ...(report.notes.length > 20
      ? [`… and ${report.notes.length - 20} more notes: --json has them all`]
      : []),
    ...(report.digest ? ['', `digest ${report.digest}`] : []),
  ].join('\n');
}
