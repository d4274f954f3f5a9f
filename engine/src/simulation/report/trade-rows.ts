import {
  NO_TOTALS,
  withTrade,
  type PositionState,
  type Side,
  type TradeRow,
  type TradeTotals,
} from '../../wire/trades.ts';
import type { Simulation } from '../simulation.ts';
import { EXIT_REASONS, type TradeField } from '../trade-store.ts';
import { runningRegret } from './running-regret.ts';

const sideOf = (sign: number): Side => (sign > 0 ? 'long' : 'short');

/** Closed trades, and what it takes to say them in words; a {@link Simulation} has it all. */
export interface TradeSource {
  readonly length: number;
  get(trade: number, field: TradeField): number;
  readonly lanes: readonly { readonly venue: string; readonly symbol: string }[];
  /** Texts of the entry rules. */
  readonly rules: { readonly long: string; readonly short: string };
  /** Open time of a row, UTC ms. */
  timeOf(row: number): number;
}

/** The closed trades of a simulation, as they stand. */
export function tradesOf({ book: { trades }, lanes, strategy }: Simulation): TradeSource {
  const { openTime } = lanes[0].tape;
  return {
    length: trades.length,
    get: (trade, field) => trades.get(trade, field),
    lanes: lanes.map(({ key }) => key),
    rules: { long: strategy.entryLong?.text ?? '', short: strategy.entryShort?.text ?? '' },
    timeOf: (row) => openTime[row],
  };
}

/** One closed trade as it travels: the one at place `index` in the order of closing, from 0. Ids count from 1. */
export function tradeRow(simulation: Simulation, index: number): TradeRow {
  return tradeRowOf(tradesOf(simulation), index);
}

/** The same, of trades that were kept. */
export function tradeRowOf(source: TradeSource, index: number): TradeRow {
  const get = (field: TradeField): number => source.get(index, field);
  const { venue, symbol } = source.lanes[get('lane')];
  const side = sideOf(get('side'));
  const signalRow = get('signalRow');
  const tier = get('signalTier');
  return {
    id: index + 1,
    venue,
    symbol,
    side,
    entryRow: get('entryRow'),
    entryTime: get('entryTime'),
    entryPrice: get('entryPrice'),
    exitRow: get('exitRow'),
    exitTime: get('exitTime'),
    exitPrice: get('exitPrice'),
    size: get('size'),
    grossPnl: get('grossPnl'),
    fees: get('fees'),
    funding: get('funding'),
    netPnl: get('netPnl'),
    barsHeld: get('barsHeld'),
    mae: get('mae'),
    mfe: get('mfe'),
    exitReason: EXIT_REASONS[get('reason')],
    cause: {
      rule: source.rules[side],
      tier: tier > 0 ? tier : null,
      row: signalRow,
      time: source.timeOf(signalRow),
    },
    exitRegret: get('exitRegret'),
    entryRegret: get('entryRegret'),
  };
}

/** A trade with everything that a report says about it: what it cost to fill, and how its regret adds up. */
export interface TradeDetail extends TradeRow {
  /** Fills that built the position. */
  entries: number;
  /** Σ |fill - reference price| x size: part of the gross PnL; USDT. */
  slippage: number;
  /** Net PnL in % of the value at entry. */
  returnPct: number;
  /** The parts of {@link regretOfTrade}; NaN where a run kept no detail. */
  oracle: number;
  entryTiming: number;
  exitTiming: number;
  falseSignal: number;
  /** Whether the exit bar reached stop and target, so that the stop was assumed. */
  bothHit: boolean;
  /** Missing bars that its fills waited for. */
  waited: number;
}

/** One closed trade in full. */
export function tradeDetailOf(source: TradeSource, index: number): TradeDetail {
  const get = (field: TradeField): number => source.get(index, field);
  return {
    ...tradeRowOf(source, index),
    entries: get('entries'),
    slippage: get('slippage'),
    returnPct: (100 * get('netPnl')) / (get('size') * get('entryPrice')),
    oracle: get('oracle'),
    entryTiming: get('entryTiming'),
    exitTiming: get('exitTiming'),
    falseSignal: get('falseSignal'),
    bothHit: get('bothHit') === 1,
    waited: get('waited'),
  };
}

/** All closed trades, in the order in which they were closed. */
export function tradeRows(simulation: Simulation): TradeRow[] {
  const source = tradesOf(simulation);
  return Array.from({ length: source.length }, (_, index) => tradeRowOf(source, index));
}

/** Totals over the first `count` closed trades. */
export function totalsOf(simulation: Simulation, count: number): TradeTotals {
  const source = tradesOf(simulation);
  let totals = NO_TOTALS;
  for (let index = 0; index < count; index++) totals = withTrade(totals, tradeRowOf(source, index));
  return totals;
}

/** The position that a lane has open after the last simulated row. */
export function positionState(simulation: Simulation, lane: number): PositionState | null {
  const { position: p, mark } = simulation.brokers[lane];
  if (p.side === 0) return null;
  const { key } = simulation.lanes[lane];
  const stop = p.side > 0 ? Math.max(p.stop, p.trailLevel) : Math.min(p.stop, p.trailLevel);
  return {
    venue: key.venue,
    symbol: key.symbol,
    side: sideOf(p.side),
    size: p.size,
    entryRow: p.entryRow,
    entryTime: p.entryTime,
    entryPrice: p.entryPrice,
    unrealisedPnl: p.unrealised(mark),
    mae: p.mae,
    mfe: p.mfe,
    stop: Number.isFinite(stop) ? stop : null,
    target: Number.isFinite(p.target) ? p.target : null,
    liquidation: p.liquidation > 0 && Number.isFinite(p.liquidation) ? p.liquidation : null,
    regret: runningRegret(simulation, lane),
  };
}
