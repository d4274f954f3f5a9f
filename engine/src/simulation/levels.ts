import type { Level, Strategy } from '../strategy/strategy.ts';
import type { Orders } from './orders.ts';
import type { Position } from './position.ts';

/** Price of a level: `away` is -1 for what lies against the position (a stop), 1 for what lies with it (a target). */
function levelPrice(level: Level, amount: number, entry: number, side: number, away: number): number {
  if (level.kind === 'price') return amount;
  const distance = level.kind === 'percent' ? (entry * amount) / 100 : amount;
  return entry + side * away * distance;
}

/** Whether every amount that the strategy asks for has a value: without its stop a position is not opened. */
export function levelsKnown(strategy: Strategy, orders: Orders): boolean {
  return (
    (strategy.stopLoss === null || orders.stop === orders.stop) &&
    (strategy.takeProfit === null || orders.target === orders.target) &&
    (strategy.trailingStop === null || orders.trail > 0)
  );
}

/** Sets stop, target and trailing stop after a fill; an added entry moves them to the new average price. */
export function setLevels(p: Position, strategy: Strategy, orders: Orders, reference: number): void {
  const { side, entryPrice } = p;
  const { stopLoss, takeProfit, trailingStop } = strategy;
  p.stop = stopLoss ? levelPrice(stopLoss, orders.stop, entryPrice, side, -1) : -side * Infinity;
  p.target = takeProfit ? levelPrice(takeProfit, orders.target, entryPrice, side, 1) : side * Infinity;
  // A target that lies behind the market already is filled at the market.
  if (side * (p.target - reference) < 0) p.target = reference;
  if (p.entries === 1) p.best = reference;
  if (trailingStop) {
    p.trailIsFraction = trailingStop.kind === 'percent' ? 1 : 0;
    p.trailDistance = trailingStop.kind === 'percent' ? orders.trail / 100 : orders.trail;
  }
}

/**
 * Sets the price at which the venue liquidates an isolated position: margin + unrealised = maintenance x value, and the
 * price at which the margin is gone altogether.
 */
export function setLiquidation(p: Position, leverage: number, maintenance: number): void {
  p.margin = p.cost / leverage;
  p.bankruptcy = (p.cost - p.side * p.margin) / p.size;
  p.liquidation = (p.cost - p.side * p.margin) / (p.size * (1 - p.side * maintenance));
}

/** Margin and value without a price at which anybody liquidates. */
export function setNoLiquidation(p: Position, leverage: number): void {
  p.margin = p.cost / leverage;
  p.liquidation = -p.side * Infinity;
  p.bankruptcy = p.liquidation;
}

/** Whether anything can take the position out inside a bar. */
export function isGuarded(p: Position): boolean {
  const far = p.side > 0 ? p.liquidation <= 0 : p.liquidation === Infinity;
  return !(far && !Number.isFinite(p.stop) && !Number.isFinite(p.target) && p.trailDistance === 0);
}
