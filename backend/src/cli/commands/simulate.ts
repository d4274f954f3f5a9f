import { InvalidArgumentError, type Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import {
  bucketRows,
  DEFAULT_COSTS,
  DEFAULT_OPTIONS,
  equityCurve,
  tradeDetailOf,
  tradeRows,
  tradesOf,
  type Costs,
  type SimulationOptions,
  type Slippage,
} from '@hindcast/engine/simulation';
import type { TradeRow } from '@hindcast/engine/wire';
import { writeFile } from 'node:fs/promises';
import { withNumbers } from '../../config/config-numbers.ts';
import { reportPage, tradesCsv } from '../../simulation/export/index.ts';
import { compileFile, findStrategy, runSimulation, type RunResult } from '../../simulation/run/index.ts';
import { noteSimulation } from '../../validation/simulation-trial.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';
import { moment } from '../moment.ts';
import { makerFee, slippageModel, startingEquity, takerFee } from '../money.ts';
import { finiteNumber, wholeFromZero } from '../numbers.ts';
import { simulationText } from '../simulation-text.ts';

interface SimulateOptions extends CommonOptions {
  strategy: string;
  param: Record<string, number>;
  config: Record<string, number>;
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

const SLIPPAGE_HELP =
  'of market orders: basis points; spread:<bps>:<share of the last range>; volume:<bps>:<impact>';

function assignment(text: string, before: Record<string, number>): Record<string, number> {
  const [, name, value] = /^([A-Za-z_][\w.]*)=(.+)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Write name=value.');
  return { ...before, [name]: finiteNumber(value) };
}

export function registerSimulate(program: Command, cli: Cli): void {
  withJson(program.command('simulate <dataset>'))
    .description('trade a strategy over a recorded dataset and report trades, hit rate, PnL and regret')
    .requiredOption('--strategy <file>', 'a strategy file (YAML or JSON), or the name of a shipped one')
    .option('--param <name=value>', 'another value for a parameter; repeatable', assignment, {})
    .option(
      '--config <name=value>',
      "another number for the engine's configuration, such as signals.oiZ=3; repeatable",
      assignment,
      {},
    )
    .option('--venue <id>', 'trade on this venue (default: the first that has the symbol)')
    .option('--symbol <symbols>', 'trade these symbols, separated by commas (default: all, with one account)')
    .option('--timeframe <word>', 'bars to trade on (default: the shortest recorded)')
    .option('--equity <usdt>', 'starting equity', startingEquity, DEFAULT_OPTIONS.equity)
    .option('--taker-fee <fraction>', 'fee of market orders and stops', takerFee, DEFAULT_COSTS.takerFee)
    .option('--maker-fee <fraction>', 'fee of targets', makerFee, DEFAULT_COSTS.makerFee)
    .option('--slippage <model>', SLIPPAGE_HELP, slippageModel, DEFAULT_COSTS.slippage)
    .option('--no-funding', 'leave funding out')
    .option('--no-drill-down', 'do not ask a finer recorded timeframe what came first inside a bar')
    .option('--open-end', 'leave what is open at the end open, marked at the last price')
    .option('--from <time>', 'trade bars that open at or after this time (UTC); earlier ones warm up', moment)
    .option('--to <time>', 'trade bars that close at or before this time (UTC)', moment)
    .option('--seed <n>', 'written into the report; the broker draws no lots', finiteNumber)
    .option('--html <file>', 'also write the report as one page that needs nothing else')
    .option('--csv <file>', 'also write all trades as CSV')
    .option('--trades <n>', 'how many of the last trades to list', wholeFromZero, 10)
    .action((dataset: string, options: SimulateOptions) => simulate(cli, dataset, options));
}

async function simulate(cli: Cli, dataset: string, options: SimulateOptions): Promise<void> {
  const file = await findStrategy(options.strategy);
  const strategy = await compileFile(file, options.param);
  const config = withNumbers(options.config);
  const progress = cli.progress('Simulating');
  const result = await runSimulation(
    cli.store,
    {
      dataset,
      strategy,
      config,
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
  await writeFiles(result, file.text, options);
  await noteSimulation(cli.store, result.dataset.digest, result.report);
  const trades = tradeRows(result.simulation);
  cli.print(options, document(result, trades), () => simulationText(result, trades, options.trades));
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
