import { EXIT_REASONS, type Simulation } from '@hindcast/engine/simulation';
import type { PositionState, TradeRow } from '@hindcast/engine/wire';

/** A closed trade of a simulation as it travels. */
export function tradeRow(simulation: Simulation, index: number): TradeRow {
  const { strategy, lanes } = simulation;
  const { trades } = simulation.book;
  const lane = lanes[trades.get(index, 'lane')];
  const long = trades.get(index, 'side') > 0;
  const rule = long ? strategy.entryLong : strategy.entryShort;
  const tier = trades.get(index, 'signalTier');
  const signalRow = trades.get(index, 'signalRow');
  return {
    id: index + 1,
    venue: lane.key.venue,
    symbol: lane.key.symbol,
    side: long ? 'long' : 'short',
    entryRow: trades.get(index, 'entryRow'),
    entryTime: trades.get(index, 'entryTime'),
    entryPrice: trades.get(index, 'entryPrice'),
    exitRow: trades.get(index, 'exitRow'),
    exitTime: trades.get(index, 'exitTime'),
    exitPrice: trades.get(index, 'exitPrice'),
    size: trades.get(index, 'size'),
    grossPnl: trades.get(index, 'grossPnl'),
    fees: trades.get(index, 'fees'),
    funding: trades.get(index, 'funding'),
    netPnl: trades.get(index, 'netPnl'),
    barsHeld: trades.get(index, 'barsHeld'),
    mae: trades.get(index, 'mae'),
    mfe: trades.get(index, 'mfe'),
    exitReason: EXIT_REASONS[trades.get(index, 'reason')],
    cause: {
      rule: rule?.text ?? '',
      tier: tier > 0 ? tier : null,
      row: signalRow,
      time: lane.tape.openTime[signalRow],
    },
    exitRegret: trades.get(index, 'exitRegret'),
    entryRegret: trades.get(index, 'entryRegret'),
  };
}

/** The open position of a lane after the last simulated row; null when it is flat. */
export function positionState(simulation: Simulation, lane: number): PositionState | null {
  const { position, mark } = simulation.brokers[lane];
  if (position.side === 0) return null;
  const { venue, symbol } = simulation.lanes[lane].key;
  const long = position.side > 0;
  // The trailing stop takes over where it has come nearer than the fixed one.
  const stop = long
    ? Math.max(position.stop, position.trailLevel)
    : Math.min(position.stop, position.trailLevel);
  return {
    venue,
    symbol,
    side: long ? 'long' : 'short',
    size: position.size,
    entryRow: position.entryRow,
    entryTime: position.entryTime,
    entryPrice: position.entryPrice,
    unrealisedPnl: position.unrealised(mark),
    mae: position.mae,
    mfe: position.mfe,
    stop: Number.isFinite(stop) ? stop : null,
    target: Number.isFinite(position.target) ? position.target : null,
  };
}
