import { laneId, type Timeframe } from '@hindcast/engine';
import type { BarRun } from './bars/bar-run.ts';
import { joinSeries } from './bars/join-series.ts';
import { BarMerger } from './bars/merge-bars.ts';
import { TradeBars } from './bars/trades-to-bars.ts';
import type { SymbolPlan } from './plan-import.ts';
import type { ReadLog } from './read-log.ts';
import { Liquidations } from './series/liquidations.ts';
import { loadSeries } from './series/load-series.ts';
import type { Sink } from './sinks.ts';
import type { TablePlan } from './table-plan.ts';

/** Made out of trades when nothing else is asked for. */
const DEFAULT_TRADE_TIMEFRAMES: readonly Timeframe[] = ['1m'];

/**
 * Writes all lanes of one symbol: its bars as they are read, each joined with the symbol's slow series and
 * liquidations. Returns what a person should know.
 */
export async function importSymbol(
  plan: SymbolPlan,
  tradeTimeframes: readonly Timeframe[] | undefined,
  sink: Sink,
  log: ReadLog,
): Promise<string[]> {
  const lanes = lanesOf(plan, plan.tradeTimeframes ?? tradeTimeframes ?? DEFAULT_TRADE_TIMEFRAMES);
  const notes = lanes.unused.map((note) => `${plan.venue} ${plan.symbol}: ${note}`);
  if (lanes.made.length === 0) return notes;
  const series = await loadSeries(plan.series, log);
  const liquidations = await Liquidations.load(plan.liquidations, log);
  for (const { timeframe, source } of lanes.made) {
    const key = { venue: plan.venue, symbol: plan.symbol, timeframe };
    const bars = source(log);
    const lane = await sink.lane(key);
    for await (const run of bars.runs()) {
      joinSeries(run, timeframe, series);
      liquidations?.joinTo(run, timeframe);
      lane.append(run.openTime, run.columns, 0, run.rows);
      await lane.drain();
    }
    await lane.finish();
    notes.push(...bars.remarks().map((note) => `${laneId(key)}: ${note}`));
  }
  return notes;
}

/** Something that gives the bars of a lane. */
interface BarSource {
  runs(): AsyncGenerator<BarRun>;
  /** What it came across, once it has run. */
  remarks(): string[];
}

interface LaneOrigin {
  timeframe: Timeframe;
  source: (log: ReadLog) => BarSource;
}

/** Which lanes the symbol's files make: one for each timeframe that has prices, and those made of trades. */
function lanesOf(
  plan: SymbolPlan,
  tradeTimeframes: readonly Timeframe[],
): { made: LaneOrigin[]; unused: string[] } {
  const made: LaneOrigin[] = [];
  const unused: string[] = [];
  const trades = oneKindOfTrades(plan.trades, unused);
  for (const [timeframe, tables] of plan.bars) {
    if (tables.some((table) => table.values.some(({ field }) => field === 'close'))) {
      made.push({ timeframe, source: (log) => new BarMerger(tables, timeframe, log) });
    } else unused.push(`${timeframe} ${tables[0].kind} has no prices at ${timeframe} to go with: not used`);
  }
  for (const timeframe of trades.length > 0 ? tradeTimeframes : []) {
    if (made.some((lane) => lane.timeframe === timeframe)) continue;
    made.push({ timeframe, source: (log) => new TradeBars(trades, timeframe, log) });
  }
  if (made.length === 0) unused.push('no prices: not used');
  return { made, unused };
}

/** Trades and aggregated trades tell the same twice: only one of them is read. */
function oneKindOfTrades(tables: readonly TablePlan[], unused: string[]): TablePlan[] {
  const aggregated = tables.filter(({ kind }) => kind === 'aggTrades');
  if (aggregated.length === 0 || aggregated.length === tables.length) return [...tables];
  unused.push('trades are not used: the aggregated trades tell the same');
  return aggregated;
}
