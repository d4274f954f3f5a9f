import { InvalidArgumentError, type Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import {
  bucketRows,
  DEFAULT_COSTS,
  DEFAULT_OPTIONS,
  equityCurve,
  NUMBER_DOCS,
  tradeDetailOf,
  tradeRows,
  tradesOf,
  type Costs,
  type NumberName,
  type SimulationOptions,
  type Slippage,
} from '@hindcast/engine/simulation';
import type { TradeRow } from '@hindcast/engine/wire';
import { writeFile } from 'node:fs/promises';
import { reportPage, tradesCsv } from '../../simulation/export/index.ts';
import { compileFile, findStrategy, runSimulation, type RunResult } from '../../simulation/run/index.ts';
import { noteSimulation } from '../../validation/simulation-trial.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { count, table, time } from '../text.ts';

interface SimulateOptions extends CommonOptions {
  strategy: string;
  param: Record<string, number>;
  venue?: string;
  symbol?: string;
  timeframe?: string;
  equity: number;
  takerFee: number;
  makerFee: number;
  slippage: Slippage;
  funding: boolean;
  drillDown: boolean;
  openEnd?: boolean;
  trades: number;
  from?: number;
  to?: number;
  seed?: number;
  html?: string;
  csv?: string;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

function notNegative(text: string): number {
  const value = number(text);
  if (value < 0) throw new InvalidArgumentError('It is below zero.');
  return value;
}

/** `2025-01-31`, with a time if need be, or UTC milliseconds. */
function moment(text: string): number {
  const value = /^-?\d+$/.test(text)
    ? Number(text)
    : Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : utc(text));
  if (!Number.isFinite(value))
    throw new InvalidArgumentError('Write 2025-01-31, 2025-01-31T14:00 or UTC milliseconds.');
  return value;
}

/** A day alone is UTC already; a time without a zone is taken as UTC, not as local time. */
const utc = (text: string): string => (text.includes('T') ? `${text}Z` : text);

const SLIPPAGE_HELP =
  'of market orders: basis points; spread:<bps>:<share of the last range>; volume:<bps>:<impact>';

/** `2`, `spread:2:0.1` or `volume:1:0.1`. */
function slippage(text: string): Slippage {
  const [model, ...amounts] = text.includes(':') ? text.split(':') : ['bps', text];
  const [bps, second] = amounts.map(notNegative);
  if (model === 'bps' && amounts.length === 1) return { model, bps };
  if (amounts.length === 2 && model === 'spread') return { model, bps, rangeShare: second };
  if (amounts.length === 2 && model === 'volume') return { model: 'volumeShare', bps, impact: second };
  throw new InvalidArgumentError('Write 2, spread:2:0.1 or volume:1:0.1.');
}

function assignment(text: string, before: Record<string, number>): Record<string, number> {
  const [, name, value] = /^([A-Za-z_]\w*)=(.+)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Write name=value.');
  return { ...before, [name]: number(value) };
}

export function registerSimulate(program: Command, cli: Cli): void {
  withJson(program.command('simulate <dataset>'))
    .description('trade a strategy over a recorded dataset and report trades, hit rate, PnL and regret')
    .requiredOption('--strategy <file>', 'a strategy file (YAML or JSON), or the name of a shipped one')
    .option('--param <name=value>', 'another value for a parameter; repeatable', assignment, {})
    .option('--venue <id>', 'trade on this venue (default: the first that has the symbol)')
    .option('--symbol <symbols>', 'trade these symbols, separated by commas (default: all, with one account)')
    .option('--timeframe <word>', 'bars to trade on (default: the shortest recorded)')
    .option('--equity <usdt>', 'starting equity', notNegative, DEFAULT_OPTIONS.equity)
    .option('--taker-fee <fraction>', 'fee of market orders and stops', notNegative, DEFAULT_COSTS.takerFee)
    .option('--maker-fee <fraction>', 'fee of targets', number, DEFAULT_COSTS.makerFee)
    .option('--slippage <model>', SLIPPAGE_HELP, slippage, DEFAULT_COSTS.slippage)
    .option('--no-funding', 'leave funding out')
    .option('--no-drill-down', 'do not ask a finer recorded timeframe what came first inside a bar')
    .option('--open-end', 'leave what is open at the end open, marked at the last price')
    .option('--from <time>', 'trade bars that open at or after this time (UTC); earlier ones warm up', moment)
    .option('--to <time>', 'trade bars that close at or before this time (UTC)', moment)
    .option('--seed <n>', 'written into the report; the broker draws no lots', number)
    .option('--html <file>', 'also write the report as one page that needs nothing else')
    .option('--csv <file>', 'also write all trades as CSV')
    .option('--trades <n>', 'how many of the last trades to list', notNegative, 10)
    .action((dataset: string, options: SimulateOptions) => simulate(cli, dataset, options));
}

async function simulate(cli: Cli, dataset: string, options: SimulateOptions): Promise<void> {
  const file = await findStrategy(options.strategy);
  const strategy = await compileFile(file, options.param);
  const progress = cli.progress('Simulating');
  const result = await runSimulation(
    cli.store,
    {
      dataset,
      strategy,
      venue: options.venue,
      symbols: options.symbol?.split(','),
      timeframe: options.timeframe,
      options: simulationOptions(options),
      closeAtEnd: !options.openEnd,
      drillDown: options.drillDown,
      ...{ from: options.from, to: options.to, seed: options.seed },
    },
    { onProgress: (done, total, detail) => progress.update(done, total, detail), signal: cli.signal },
  ).finally(() => progress.stop());
  await noteSimulation(cli.store, result.dataset.digest, result.report);
  await writeFiles(result, file.text, options);
  const trades = tradeRows(result.simulation);
  cli.print(options, document(result, trades), () => text(result, trades, options.trades));
}

/** Points of the equity curve on the page. */
const PAGE_POINTS = 1_200;

async function writeFiles(
  { dataset, simulation, report }: RunResult,
  strategyText: string,
  { html, csv }: SimulateOptions,
): Promise<void> {
  if (html === undefined && csv === undefined) return;
  const source = tradesOf(simulation);
  const trades = Array.from({ length: source.length }, (_, k) => tradeDetailOf(source, k));
  if (csv !== undefined) await writeTo(csv, tradesCsv(trades));
  if (html === undefined) return;
  const rows = report.range.rows;
  const page = reportPage({
    report,
    equity: {
      ...{ rows, bucketRows: bucketRows(rows, PAGE_POINTS) },
      ...equityCurve(simulation, PAGE_POINTS),
    },
    trades,
    title: `${report.strategy.name} on ${dataset.manifest.title}`,
    strategyText,
    createdAt: null,
  });
  await writeTo(html, page);
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HindcastError('FILE_UNWRITABLE', `${file} cannot be written: ${why}.`, 'Name another file.', {
      file,
    });
  }
}

function simulationOptions({
  equity,
  takerFee,
  makerFee,
  slippage,
  funding,
}: SimulateOptions): Partial<SimulationOptions> {
  const costs: Costs = {
    ...DEFAULT_COSTS,
    takerFee,
    makerFee,
    slippage,
    funding,
  };
  return { equity, costs };
}

function document({ dataset, report }: RunResult, trades: TradeRow[]): object {
  const { name, digest, manifest } = dataset;
  return {
    dataset: { name, digest, simulated: manifest.simulated, origin: manifest.origin },
    ...report,
    trades,
  };
}

/** What a person sees first, in this order; everything else is in the JSON document. */
const SHOWN: readonly NumberName[] = [
  'netPnl',
  'returnPct',
  'buyAndHoldPct',
  'cagrPct',
  'volatilityPct',
  'sharpe',
  'sortino',
  'calmar',
  'maxDrawdownPct',
  'exposurePct',
  'profitFactor',
  'expectancy',
  'worstTrade',
  'sqn',
  'averageMae',
  'averageMfe',
  'fees',
  'funding',
  'slippage',
];

function text(result: RunResult, trades: TradeRow[], listed: number): string {
  const { report, dataset } = result;
  const { name, params } = report.strategy;
  const given = Object.entries(params).map(([key, value]) => `${key}=${value}`);
  return [
    `${name} on ${dataset.manifest.title}${dataset.manifest.simulated ? ' (simulated market)' : ''}`,
    report.lanes.map(({ venue, symbol, timeframe }) => `${venue} ${symbol} ${timeframe}`).join(', '),
    `${time(report.range.from ?? 0)} to ${time(report.range.to ?? 0)} UTC, ${count(report.range.rows)} bars`,
    ...(given.length > 0 ? [`parameters ${given.join(' ')}`] : []),
    '',
    headline(result),
    '',
    table(
      ['', '', ''],
      SHOWN.map((key) => numberRow(key, report.numbers[key])),
    ).replace(/^\s*\n/, ''),
    '',
    regretText(result),
    ...(trades.length > 0 && listed > 0 ? ['', tradesText(trades, listed)] : []),
    '',
    ...report.warnings.map(({ message }) => `warning: ${message}`),
    'Assumed:',
    ...report.assumptions.map((line) => `  ${line}`),
    '',
    `Reproduce: ${report.reproduce}`,
  ].join('\n');
}

/** Eight figures are more than any tick size needs. */
const price = (x: number): string => String(Number(x.toPrecision(8)));
const money = (x: number | null): string => (x === null ? 'undefined' : x.toFixed(2));

function headline({ report: { numbers, startEquity, finalEquity } }: RunResult): string {
  const { trades, wins, hitRate, hitRateLow, hitRateHigh } = numbers;
  const share = (x: number | null): string => `${(100 * (x ?? 0)).toFixed(1)} %`;
  const hit =
    hitRate === null
      ? 'hit rate undefined'
      : `${wins} won: hit rate ${share(hitRate)} (95 %: ${share(hitRateLow)} to ${share(hitRateHigh)})`;
  return `${trades} trades, ${hit}; equity ${money(startEquity)} -> ${money(finalEquity)} USDT`;
}

function numberRow(key: NumberName, value: number | null): string[] {
  const { label, unit } = NUMBER_DOCS[key];
  return [label, value === null ? 'undefined' : value.toFixed(2), unit];
}

function regretText({ report: { regret, numbers } }: RunResult): string {
  const rows = [
    ['what hindsight would have made', money(regret.oracle)],
    ['entry timing', money(regret.entryTiming)],
    ['exit timing', money(regret.exitTiming)],
    ['missed signals', money(regret.missedSignals)],
    ['false signals', money(regret.falseSignals)],
    ['fees and slippage', money(regret.costs)],
    ['funding', money(regret.funding)],
    ['realised', money(regret.realised)],
  ];
  const mean = (total: number | null, each: number | null): string =>
    `${money(total)} (${money(each)} per trade)`;
  return [
    'Regret, USDT: from hindsight to what was realised',
    table(['', ''], rows).replace(/^\s*\n/, ''),
    `exit regret ${mean(numbers.exitRegret, numbers.meanExitRegret)}, entry regret ${mean(numbers.entryRegret, numbers.meanEntryRegret)}, ` +
      `missed regret ${money(numbers.missedRegret)} over ${numbers.missedSignals ?? 0} signals`,
  ].join('\n');
}

function tradesText(trades: TradeRow[], listed: number): string {
  const last = trades.slice(-listed);
  const rows = last.map((trade) => [
    trade.symbol,
    trade.side,
    time(trade.entryTime),
    price(trade.entryPrice),
    time(trade.exitTime),
    price(trade.exitPrice),
    trade.exitReason,
    money(trade.netPnl),
    money(trade.exitRegret),
  ]);
  const head = [
    'symbol',
    'side',
    'entry (UTC)',
    'price',
    'exit (UTC)',
    'price',
    'left by',
    'net PnL',
    'exit regret',
  ];
  return [`The last ${last.length} of ${trades.length} trades:`, table(head, rows)].join('\n');
}
