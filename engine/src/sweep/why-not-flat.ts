import type { SimulationOptions } from '../simulation/options.ts';
import type { Strategy } from '../strategy/strategy.ts';

/** Why a strategy under these options cannot be walked from entry to exit; null where it can. */
export function whyNotFlat(strategy: Strategy, lanes: number, options: SimulationOptions): string | null {
  if (lanes !== 1) return 'several lanes share one account';
  if (strategy.pair) return 'it trades a pair';
  if (strategy.stopLoss ?? strategy.takeProfit ?? strategy.trailingStop) return 'it can leave inside a bar';
  if (strategy.pyramiding > 1) return 'it adds to positions';
  if (options.costs.slippage.model !== 'bps') return 'its slippage depends on the bar';
  if (options.conventions.closeAtOpenOf >= 0) return 'it leaves at a set bar';
  const rules = [strategy.entryLong, strategy.entryShort, strategy.exitLong, strategy.exitShort];
  if (rules.some((rule) => rule?.expression.kind === 'coded')) return 'its rules are code';
  return null;
}
