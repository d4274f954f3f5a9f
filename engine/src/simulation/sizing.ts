import type { Sizing } from '../strategy/strategy.ts';
import type { SimulationOptions } from './options.ts';

/** What an order's size is computed from. */
export interface Means {
  readonly equity: number;
  readonly marginInUse: number;
  readonly leverage: number;
  /** Price before slippage, and slippage as a fraction. */
  readonly price: number;
  readonly slip: number;
}

export interface OrderSize {
  /** Base units; 0 or NaN when nothing can be bought. */
  size: number;
  /** Whether the equity could not carry what the rule asked for. */
  reduced: boolean;
}

/**
 * Size of an entry. `notional` is the position's value; `equityPercent` is the margin put up, so that the position's value
 * is that share of the equity times the leverage. Margin and entry costs together must fit into the free equity.
 */
export function orderSize(
  sizing: Sizing,
  amount: number,
  means: Means,
  { costs, conventions }: Pick<SimulationOptions, 'costs' | 'conventions'>,
): OrderSize {
  const { equity, marginInUse, leverage, price, slip } = means;
  const wanted = sizing.kind === 'notional' ? amount : (equity * amount * leverage) / 100;
  let notional = wanted;
  let reduced = false;
  if (conventions.feeFromStake) notional *= 1 - costs.takerFee;
  else {
    const most = ((equity - marginInUse) * leverage) / (1 + leverage * (costs.takerFee + slip));
    // A rule that asks for all there is gets all there is: that is no reduction worth counting.
    reduced =
      wanted > most && !(sizing.kind === 'equityPercent' && wanted <= equity * leverage && marginInUse === 0);
    notional = Math.min(wanted, most);
  }
  const size = notional / price;
  return { size: sizing.lot > 0 ? Math.floor(size / sizing.lot) * sizing.lot : size, reduced };
}
