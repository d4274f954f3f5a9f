import { InvalidArgumentError, type Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import { FAULT_PRESETS, loadFaults, openMarket, RecordedVenue } from '../../exchange/index.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { moment } from '../moment.ts';
import { time } from '../text.ts';

interface ExchangeOptions extends CommonOptions {
  port: number;
  speed: number;
  from?: number;
  faults?: string;
  seed: string;
  ticks?: string[];
  limits: boolean;
  paused?: boolean;
}

const DEFAULT_PORT = 9300;

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It is no port.');
  return value;
}

function speed(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1_000_000))
    throw new InvalidArgumentError('Write a number above 0, such as 60.');
  return value;
}

export function registerExchange(program: Command, cli: Cli): void {
  withJson(program.command('exchange [dataset]'))
    .description("serve a dataset on this machine as a venue's REST and WebSocket; Ctrl-C stops it")
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', port, DEFAULT_PORT)
    .option('--speed <n>', 'how many times as fast as real time', speed, 60)
    .option('--from <time>', 'where time begins (default: five weeks in, or half-way)', moment)
    .option(
      '--faults <name|file>',
      `what goes wrong: ${Object.keys(FAULT_PRESETS).join(', ')}, or a YAML file`,
    )
    .option('--seed <text>', 'seed of trades that are made to fit the bars, and of faults', 'hindcast')
    .option(
      '--ticks <files...>',
      "recorded trade messages of Binance, served as they are; the dataset's bars otherwise",
    )
    .option('--no-limits', "do not keep the venue's request limits")
    .option('--paused', 'begin with time standing still')
    .addHelpText(
      'after',
      '\nIt is a recording, not an exchange: it takes no orders. docs/exchange.md says how a client is pointed at it.',
    )
    .action((dataset: string | undefined, options: ExchangeOptions) => exchange(cli, dataset, options));
}

async function exchange(cli: Cli, dataset: string | undefined, options: ExchangeOptions): Promise<void> {
  if (dataset === undefined && !options.ticks) {
    throw new HindcastError(
      'CLI_USAGE',
      'What is to be served? No dataset was named.',
      'hindcast exchange demo',
    );
  }
  const { seed, ticks } = options;
  const faults = await loadFaults(options.faults ?? 'none');
  const market = await openMarket(cli.store, { dataset, ticks, seed });
  for (const remark of market.remarks) cli.say(remark);
  const venue = await RecordedVenue.start(market, {
    ...{ port: options.port, speed: options.speed, from: options.from, seed, faults },
    ...{ limits: options.limits, paused: options.paused },
  });
  const served = { url: venue.url, dataset, venues: market.venues, ...venue.time() };
  cli.print(options, { ...served, simulated: market.simulated }, () => text(venue, options.speed));
  await interrupted(cli.signal);
  await venue.close();
}

function text(venue: RecordedVenue, times: number): string {
  const { market, url } = venue;
  return [
    `${market.simulated ? 'SIMULATED' : 'RECORDED'} MARKET, no exchange: ${market.title}`,
    `${market.venues.join(' and ')} at ${url}`,
    `${time(venue.clock.now())} UTC, ${times} times as fast as real time, until ${time(market.to)}`,
  ].join('\n');
}

function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
