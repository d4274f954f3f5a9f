import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { parseTimeframe, TIMEFRAMES } from '@hindcast/engine';
import { nameFrom } from '../../datasets/index.ts';
import { DownloadService } from '../../ingestion/download/download-service.ts';
import { openVenue } from '../../ingestion/download/open-venue.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { moment } from '../moment.ts';
import { importText } from './import.ts';

interface DownloadOptions extends CommonOptions {
  venue: string;
  symbols: string;
  timeframe: string;
  from: number;
  to?: number;
  name?: string;
  licence?: string;
}

export function registerDownload(program: Command, cli: Cli): void {
  withJson(program.command('download'))
    .description('fetch bars, open interest, ratios and funding from a venue into a recorded dataset')
    .requiredOption(
      '--symbols <list>',
      'symbols as ccxt writes them, with commas: BTC/USDT:USDT,ETH/USDT:USDT',
    )
    .requiredOption('--from <time>', 'first bar: a date, or a date and a time in UTC', moment)
    .option('--to <time>', 'end (default: the last bar that has closed)', moment)
    .option('--venue <id>', 'ccxt id of the venue', 'binanceusdm')
    .addOption(new Option('--timeframe <word>', 'timeframe of the bars').choices(TIMEFRAMES).default('5m'))
    .option('--name <name>', "the dataset's name (default: venue, timeframe and dates)")
    .option('--licence <text>', 'the licence of the data')
    .addHelpText(
      'after',
      '\nA download that was stopped goes on where it was when the same command is run again.',
    )
    .action((options: DownloadOptions) => download(cli, options));
}

async function download(cli: Cli, options: DownloadOptions): Promise<void> {
  const now = Date.now();
  const { from } = options;
  const to = options.to ?? now;
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const name = options.name ?? nameFrom(`${options.venue}-${options.timeframe}-${day(from)}-${day(to)}`);
  const service = new DownloadService(cli.store, join(cli.store.folders.data, '..', 'downloads'));
  const venue = await openVenue(options.venue);
  const progress = cli.progress('Downloading');
  const report = await service
    .run(
      {
        name,
        venue: options.venue,
        symbols: options.symbols.split(',').map((symbol) => symbol.trim()),
        timeframe: parseTimeframe(options.timeframe),
        from,
        to,
        licence: options.licence,
      },
      venue,
      now,
      { signal: cli.signal, onProgress: ({ done, total, detail }) => progress.update(done, total, detail) },
    )
    .finally(() => progress.stop());
  cli.print(options, report, () => importText(report));
}
