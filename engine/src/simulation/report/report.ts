import type { Hash } from '../../digest.ts';
import type { LaneKey } from '../../tape/tape.ts';
import { missingOf } from '../../validation/missing.ts';
import type { Costs } from '../costs.ts';
import type { RegretWindows } from '../options.ts';
import type { Simulation } from '../simulation.ts';
import type { Tally } from '../tally.ts';
import { TALLY_FIELDS } from '../tally.ts';
import { EXIT_REASONS } from '../trade-store.ts';
import { assumptionsOf } from './assumptions.ts';
import { changedConfig } from './changed-config.ts';
import { backtestingNumbers } from './compat-backtesting.ts';
import { freqtradeRatios } from './compat-freqtrade.ts';
import { vectorbtRatios, type Ratios } from './compat-vectorbt.ts';
import { dailyEquity, type DailyEquity } from './daily.ts';
import type { NumberName } from './documentation.ts';
import { distributionOf, excursionsOf, type Distribution, type Excursion } from './distributions.ts';
import { drawdownOf, type Drawdown } from './drawdown.ts';
import { missedSignals, type MissedSignal } from './missed.ts';
import { known, mean, sum } from './moments.ts';
import { monthTable, type MonthRow } from './months.ts';
import { performance } from './performance.ts';
import { regretAccount, regretBySignal, type RegretAccount, type SignalRegret } from './regret.ts';
import { resultDigest } from './result-digest.ts';
import { tradeNumbers, tradeReturns } from './trade-numbers.ts';
import { warningsOf, type Warning } from './warnings.ts';

/** What is needed to run the very same thing again (SPEC law 5). */
export interface Origin {
  readonly datasetDigest: string;
  readonly engineVersion: string;
  readonly seed: string | number | null;
}

export type NullableRatios = Record<keyof Ratios, number | null>;

/** The report of one run: one document, `null` where a number is undefined. Money in USDT, times in UTC ms. */
export interface SimulationReport {
  readonly strategy: { name: string; hash: string; params: Record<string, number> };
  readonly lanes: readonly LaneKey[];
  readonly range: { from: number | null; to: number | null; rows: number; timeframeMs: number };
  /** Row of the recording that the range begins with. */
  readonly startRow: number;
  readonly origin: Origin;
  /** SHA-256 of what came out: equity and trades, to the bit. */
  readonly resultDigest: string;
  /** One line from which the run can be repeated. */
  readonly reproduce: string;
  readonly startEquity: number;
  readonly finalEquity: number;
  readonly numbers: Record<NumberName, number | null>;
  readonly exits: Record<string, number>;
  readonly regret: RegretAccount;
  /** The same by rule and tier; the parts add up to the total. */
  readonly regretBySignal: readonly SignalRegret[];
  readonly missed: readonly MissedSignal[];
  readonly months: readonly MonthRow[];
  readonly distributions: Record<'netPnl' | 'exitRegret' | 'entryRegret', Distribution>;
  /** How far trades went either way; of many, two thousand evenly picked ones. */
  readonly excursions: readonly Excursion[];
  readonly compatibility: {
    backtestingPy: NullableRatios;
    vectorbt: NullableRatios;
    freqtrade: NullableRatios;
  };
  readonly dataQuality: Record<keyof Tally | 'holes' | 'rejected', number>;
  readonly costs: Costs;
  /** Numbers of the engine's configuration that were changed, by name: `signals.oiZ`; empty for none. */
  readonly config: Readonly<Record<string, number>>;
  readonly regretWindows: RegretWindows;
  readonly assumptions: readonly string[];
  readonly warnings: readonly Warning[];
}

const nullable = <K extends string>(values: Readonly<Record<K, number>>): Record<K, number | null> =>
  Object.fromEntries(Object.entries<number>(values).map(([key, value]) => [key, known(value)])) as Record<
    K,
    number | null
  >;

/** Every figure of a run, and what it was worked out from. */
export interface Measured {
  /** NaN where undefined. */
  readonly numbers: Record<NumberName, number>;
  readonly warnings: readonly Warning[];
  readonly daily: DailyEquity;
  readonly missed: readonly MissedSignal[];
  /** Open of the first traded row to close of the last one, UTC ms; NaN before the first. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** The figures of what has been simulated so far: what a report says, without what makes it a document. */
export function measure(simulation: Simulation): Measured {
  const { strategy, lanes, options, tally, book, startRow } = simulation;
  const { timeframeMs } = lanes[0].tape;
  const openTime = lanes[0].tape.openTime.subarray(startRow, simulation.cursor);
  const equity = simulation.equity.subarray(startRow);
  const rows = equity.length;
  const from = rows > 0 ? openTime[0] : NaN;
  const to = rows > 0 ? openTime[rows - 1] + timeframeMs : NaN;
  const daily = dailyEquity(openTime, timeframeMs, equity, options.equity);
  const drawdown = drawdownOf(equity, options.equity);
  const final = rows > 0 ? equity[rows - 1] : options.equity;
  const overall = performance(options.equity, final, to - from, daily, drawdown);
  const trades = tradeNumbers(book.trades);
  const missed = missedSignals(simulation);
  const numbers = {
    ...trades,
    ...overall,
    ...drawdownNumbers(drawdown, timeframeMs),
    buyAndHoldPct: buyAndHold(simulation),
    exposurePct: (100 * tally.exposedRows) / rows,
    turnover: tally.turnover,
    missedSignals: missed.length,
    missedRegret: sum(missed.map(({ regret }) => regret)),
  };
  const warnings = warningsOf(strategy, trades, overall, book.trades, tally, () =>
    missingOf(lanes, strategy.columns),
  );
  return { numbers, warnings, daily, missed, from, to, rows };
}

/**
 * Reports on what has been simulated so far. Positions that are still open count in the equity, not among the trades. A
 * server may pass its native SHA-256; the result is the same.
 */
export function reportOf(simulation: Simulation, origin: Origin, hash?: Hash): SimulationReport {
  const { strategy, lanes, options, tally, book, startRow } = simulation;
  const { numbers, warnings, daily, missed, from, to, rows } = measure(simulation);
  const { timeframeMs } = lanes[0].tape;
  return {
    strategy: { name: strategy.name, hash: strategy.hash, params: Object.fromEntries(strategy.params) },
    lanes: lanes.map(({ key }) => key),
    range: { from: known(from), to: known(to), rows, timeframeMs },
    startRow,
    origin,
    resultDigest: resultDigest(simulation, hash),
    reproduce: reproductionLine(simulation, origin),
    startEquity: options.equity,
    finalEquity: rows > 0 ? simulation.equity[simulation.cursor - 1] : options.equity,
    numbers: nullable(numbers),
    exits: exitCounts(simulation),
    regret: regretAccount(book.trades, missed),
    regretBySignal: regretBySignal(book.trades, missed),
    missed,
    months: monthTable(daily, options.equity),
    distributions: {
      netPnl: distributionOf(book.trades.column('netPnl')),
      exitRegret: distributionOf(book.trades.column('exitRegret')),
      entryRegret: distributionOf(book.trades.column('entryRegret')),
    },
    excursions: excursionsOf(book.trades),
    compatibility: compatibility(simulation, daily, to - from),
    dataQuality: dataQuality(simulation),
    costs: options.costs,
    config: changedConfig(lanes[0].config),
    regretWindows: options.regret,
    assumptions: assumptionsOf(strategy, options, tally.drilledBars > 0),
    warnings,
  };
}

function drawdownNumbers(
  { deepest, deepestUsd, longestRows }: Drawdown,
  timeframeMs: number,
): Record<'maxDrawdownPct' | 'maxDrawdownUsd' | 'maxDrawdownMs', number> {
  return {
    maxDrawdownPct: 100 * deepest,
    maxDrawdownUsd: deepestUsd,
    maxDrawdownMs: longestRows * timeframeMs,
  };
}

/** First open to last close of each lane, in %, and the mean of that. */
function buyAndHold(simulation: Simulation): number {
  const returns = simulation.brokers.map(({ bars: { open, close } }) => {
    let first = simulation.startRow;
    let last = simulation.cursor - 1;
    while (first < last && open[first] !== open[first]) first++;
    while (last > first && close[last] !== close[last]) last--;
    return 100 * (close[last] / open[first] - 1);
  });
  return mean(returns);
}

function exitCounts({ book: { trades } }: Simulation): Record<string, number> {
  const reasons = trades.column('reason');
  return Object.fromEntries(
    EXIT_REASONS.map((reason, code) => [reason, reasons.filter((r) => r === code).length]),
  );
}

function compatibility(
  simulation: Simulation,
  daily: DailyEquity,
  periodMs: number,
): SimulationReport['compatibility'] {
  const { options, lanes, book } = simulation;
  const equity = simulation.equity.subarray(simulation.startRow);
  const { timeframeMs } = lanes[0].tape;
  const pnl = book.trades.column('netPnl');
  const { sharpe, sortino, calmar, sqn } = backtestingNumbers({
    times: daily.days,
    equity: daily.equity,
    pnl,
    returns: tradeReturns(book.trades),
  });
  return {
    backtestingPy: nullable({ sharpe, sortino, calmar, sqn }),
    vectorbt: nullable({ ...vectorbtRatios(equity, options.equity, timeframeMs, pnl) }),
    freqtrade: nullable({
      ...freqtradeRatios(pnl, book.trades.column('exitTime'), options.equity, periodMs),
    }),
  };
}

function dataQuality({ tally, brokers, startRow, cursor }: Simulation): SimulationReport['dataQuality'] {
  let holes = 0;
  let rejected = 0;
  for (const { bars } of brokers) {
    for (let row = startRow; row < cursor; row++) if (bars.close[row] !== bars.close[row]) holes++;
    rejected += sum(Object.values(bars.tape.quality.rejected));
  }
  const counts = Object.fromEntries(TALLY_FIELDS.map((field) => [field, tally[field]])) as Record<
    keyof Tally,
    number
  >;
  return { ...counts, holes, rejected };
}

/** Dataset, strategy, costs, what of the configuration was changed, seed and engine in one line. */
function reproductionLine(simulation: Simulation, origin: Origin): string {
  const { strategy, options, lanes, startRow, cursor } = simulation;
  const whole = startRow === 0 && cursor === lanes[0].tape.rows;
  const spoken = (values: Iterable<readonly [string, number]>): string =>
    [...values].map(([name, value]) => `${name}=${value}`).join(' ');
  const params = spoken(strategy.params);
  const config = spoken(Object.entries(changedConfig(lanes[0].config)));
  const parts = [
    `dataset ${origin.datasetDigest}`,
    `lanes ${lanes.map(({ key }) => `${key.venue}/${key.symbol}/${key.timeframe}`).join(',')}`,
    ...(whole ? [] : [`rows ${startRow} to ${cursor - 1}`]),
    `strategy ${strategy.hash}${params ? ` (${params})` : ''}`,
    `equity ${options.equity}`,
    `costs ${JSON.stringify(options.costs)}`,
    ...(config ? [`config ${config}`] : []),
    `seed ${origin.seed ?? 'none'}`,
    `engine ${origin.engineVersion}`,
  ];
  return parts.join('; ');
}
