import { Option, type Command } from 'commander';
import { HindcastError, isTimeframe, TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import {
  DatasetRevisions,
  RECORD_AS,
  recordDataset,
  type DatasetManifest,
  type Holding,
  type RecordAs,
  type RecordedRevisions,
} from '../../datasets/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { moment } from '../moment.ts';
import { count, table, time } from '../text.ts';

interface RecordOptions extends CommonOptions {
  from?: number;
  to?: number;
  name?: string;
  as: RecordAs;
  venue?: string;
  symbols?: string;
  timeframe?: string;
  market: string;
  dataset?: string;
  licence?: string;
  list?: boolean;
}

export function registerRecord(program: Command, cli: Cli): void {
  withJson(program.command('record'))
    .description('make a recorded dataset out of a range of what was seen live, arrival times kept')
    .option('--name <name>', "the dataset's name")
    .option(
      '--from <time>',
      'first bar: a date, or a date and a time in UTC (default: the first there is)',
      moment,
    )
    .option('--to <time>', 'end (default: the last there is)', moment)
    .addOption(
      new Option('--as <word>', 'bars as they were known when they were decided, or in the end')
        .choices(RECORD_AS)
        .default('known'),
    )
    .option('--venue <ids>', 'ccxt ids, with commas (default: all)')
    .option('--symbols <list>', 'symbols as ccxt writes them, with commas (default: all)')
    .addOption(new Option('--timeframe <word>', 'timeframe of the bars').choices(TIMEFRAMES))
    .option(
      '--market <word>',
      'what was collected: live, or the name of a recorded market that was played',
      'live',
    )
    .option('--dataset <name>', 'take the revisions out of a recording instead of the database')
    .option('--licence <text>', 'the licence of the data')
    .option('--list', 'only say what there is to record')
    .action((options: RecordOptions) => record(cli, options));
}

async function record(cli: Cli, options: RecordOptions): Promise<void> {
  await withRevisions(cli, options, async (source) => {
    const holdings = await source.holdings();
    if (options.list) {
      cli.print(options, { holdings }, () => holdingsText(holdings));
      return;
    }
    if (options.name === undefined) {
      throw new HindcastError('CLI_USAGE', 'The recording needs a name.', 'Say it: --name btc-live-may.');
    }
    const held = chosen(holdings, options);
    const progress = cli.progress('Recording');
    const dataset = await recordDataset(
      cli.store,
      source,
      {
        name: options.name,
        as: options.as,
        market: held.market,
        timeframe: held.timeframe,
        from: options.from ?? held.range.from,
        to: options.to ?? held.range.to,
        ...(options.venue ? { venues: words(options.venue) } : {}),
        ...(options.symbols ? { symbols: words(options.symbols) } : {}),
        ...(options.licence ? { licence: options.licence } : {}),
      },
      { signal: cli.signal, onProgress: (done, total) => progress.update(done, total) },
    ).finally(() => progress.stop());
    cli.print(options, dataset.manifest, () => recordedText(dataset.manifest));
  });
}

/** Opens what the revisions are in: a recording, or the database, which is closed again. */
async function withRevisions(
  cli: Cli,
  { dataset }: RecordOptions,
  work: (source: RecordedRevisions) => Promise<void>,
): Promise<void> {
  if (dataset !== undefined) {
    await work(new DatasetRevisions(await cli.store.open(dataset)));
    return;
  }
  // Loaded here, so that the other commands do not wait for a database they do not need.
  const { DataSource } = await import('typeorm');
  const { databaseOptions } = await import('../../database/options.ts');
  const { readEnvironment } = await import('../../config/environment.ts');
  const { DatabaseRevisions } = await import('../../recordings/record/database-revisions.ts');
  const database = await new DataSource(databaseOptions(readEnvironment(cli.streams.env))).initialize();
  try {
    await work(new DatabaseRevisions(database));
  } finally {
    await database.destroy();
  }
}

/** The holding that is meant; the only one where nothing says more. */
function chosen(holdings: readonly Holding[], { market, timeframe, dataset }: RecordOptions): Holding {
  const fitting = holdings.filter(
    (held) =>
      (dataset !== undefined || held.market === market) && (!timeframe || held.timeframe === timeframe),
  );
  if (fitting.length === 1) return fitting[0];
  const there = holdings.map((held) => `${held.market} ${held.timeframe}`).join(', ');
  throw new HindcastError(
    'RECORD_EMPTY',
    fitting.length === 0
      ? `Nothing was recorded of ${market}${isTimeframe(timeframe ?? '') ? ` ${timeframe as Timeframe}` : ''}.`
      : 'There are bars of several timeframes.',
    there
      ? `There is: ${there}. Choose by --market and --timeframe.`
      : 'Run the server with live collection first.',
  );
}

const words = (list: string): string[] => list.split(',').map((word) => word.trim());

function holdingsText(holdings: readonly Holding[]): string {
  if (holdings.length === 0) return 'Nothing was seen live yet.';
  const rows = holdings.map(({ market, timeframe, venues, symbols, range }) => [
    market,
    timeframe,
    venues.join(' '),
    symbols.length > 6 ? `${symbols.length} symbols` : symbols.join(' '),
    `${time(range.from)} to ${time(range.to)}`,
  ]);
  return table(['market', 'timeframe', 'venues', 'symbols', 'range (UTC)'], rows);
}

function recordedText({ name, rows, lanes, recording, notes, digest }: DatasetManifest): string {
  const as = recording?.as === 'final' ? 'as known in the end' : 'as known then';
  return [
    `Recorded "${name}": ${count(rows)} bars in ${lanes.length} lanes, ${as}.`,
    ...notes.map((note) => `note: ${note}`),
    `digest ${digest}`,
  ].join('\n');
}
