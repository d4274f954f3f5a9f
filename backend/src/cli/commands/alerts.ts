import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { HindcastError, Market, type Tape } from '@hindcast/engine';
import { compileRule } from '@hindcast/engine/alerts';
import { z } from 'zod';
import type { AlertDto } from '../../alerts/alert.dto.ts';
import { AlertDesk } from '../../alerts/desk/alert-desk.ts';
import type { WatchedRule } from '../../alerts/rules/watched-rule.ts';
import type { Dataset } from '../../datasets/index.ts';
import { EventIndex } from '../../recordings/event-index.ts';
import { DEFAULT_SETTINGS } from '../../settings/settings.dto.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { compute } from '../compute.ts';
import { wholeNumber } from '../numbers.ts';
import { table, time } from '../text.ts';

interface Options extends CommonOptions {
  timeframe?: string;
  venue?: string;
  symbol?: string;
  minTier: number;
  rules?: string;
}

/** What `GET /api/alerts/rules` answers, or rules as they are sent to it. */
const RULES = z.array(z.looseObject({ id: z.string().optional(), writtenAt: z.number().optional() }));

export function registerAlerts(program: Command, cli: Cli): void {
  withJson(program.command('alerts <dataset>'))
    .description('print what would have been said to people over a dataset; nothing is delivered')
    .option('--timeframe <word>', 'bars to look at (default: the shortest recorded)')
    .option('--venue <id>', 'of this venue only')
    .option('--symbol <symbol>', 'of this symbol only')
    .option('--min-tier <n>', 'tiers from this one upwards', wholeNumber, DEFAULT_SETTINGS.toastTier)
    .option('--rules <file>', "rules of one's own, as JSON: what GET /api/alerts/rules answers")
    .action((dataset: string, options: Options) => alerts(cli, dataset, options));
}

async function alerts(cli: Cli, name: string, options: Options): Promise<void> {
  const dataset = await cli.store.open(name);
  const rules = options.rules === undefined ? [] : await readRules(options.rules);
  const market = await computed(cli, dataset, options.timeframe ?? dataset.manifest.timeframes[0]);
  const events = new EventIndex(market);
  events.extend(0, market.rows);
  // The same desk as live and in a replay, asked about all bars at once.
  const desk = new AlertDesk({ rules, policies: new Map(), toastTier: options.minTier });
  const said = desk
    .look({ lanes: market.lanes, events: (from, to) => events.between(from, to) }, 0, market.rows)
    .filter(
      ({ venue, symbol }) => (options.venue ?? venue) === venue && (options.symbol ?? symbol) === symbol,
    );
  const { digest, manifest } = dataset;
  const document = { dataset: name, digest, simulated: manifest.simulated, alerts: said };
  cli.print(options, document, () => text(said));
}

async function computed(cli: Cli, dataset: Dataset, timeframe: string): Promise<Market> {
  const lanes = dataset.manifest.lanes.filter((lane) => lane.timeframe === timeframe);
  if (lanes.length === 0) {
    throw new HindcastError(
      'TIMEFRAME_NOT_RECORDED',
      `Dataset "${dataset.name}" has no ${timeframe} bars.`,
      `It has ${dataset.manifest.timeframes.join(', ')}.`,
      { field: 'timeframe' },
    );
  }
  const tapes: Tape[] = [];
  for (const lane of lanes) tapes.push(await cli.store.openTape(dataset, lane));
  const market = new Market(tapes);
  compute(cli, market);
  return market;
}

async function readRules(file: string): Promise<WatchedRule[]> {
  const rules = RULES.safeParse(await json(file));
  if (!rules.success) throw unreadable(file, 'it is no list of rules');
  return rules.data.map(({ id, writtenAt = 0, ...rule }, k) => ({
    id: id ?? `rule ${k + 1}`,
    compiled: compileRule(rule),
    writtenAt,
  }));
}

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(file: string, why: string): HindcastError {
  return new HindcastError(
    'RULES_UNREADABLE',
    `The rules in ${file} cannot be read: ${why}.`,
    'Save what GET /api/alerts/rules answers.',
    { file },
  );
}

function text(said: readonly AlertDto[]): string {
  const rows = said.map(({ knownAt, venue, symbol, severity, title, record }) => [
    ...[time(knownAt), venue, symbol, severity, title],
    record?.estimate === null || !record ? 'not known' : `${(100 * record.estimate).toFixed(0)} %`,
  ]);
  return `${table(['known', 'venue', 'symbol', 'severity', 'what', 'right before'], rows)}\n\n${said.length} alerts; none was delivered.`;
}
