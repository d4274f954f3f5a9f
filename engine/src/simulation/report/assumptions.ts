import type { Strategy } from '../../strategy/strategy.ts';
import type { Slippage } from '../costs.ts';
import type { SimulationOptions } from '../options.ts';

const percent = (fraction: number): string => `${Number((100 * fraction).toPrecision(6))} %`;

function slippageSentence(slippage: Slippage): string {
  if (slippage.model === 'bps') return `Market orders slip by ${slippage.bps} basis points.`;
  if (slippage.model === 'spread') {
    return `Market orders cross half a spread of ${slippage.bps} basis points or ${percent(slippage.rangeShare)} of the last bar's range, whichever is wider.`;
  }
  return `Market orders slip by ${slippage.bps} basis points plus ${slippage.impact} x (order / bar volume)².`;
}

/** What a run takes for granted, in sentences: printed with every report. */
export function assumptionsOf(strategy: Strategy, options: SimulationOptions, finerUsed: boolean): string[] {
  const { costs, regret, conventions } = options;
  const lines = [
    "A decision at a bar's close is filled at the next bar's open; missing bars are waited out.",
    slippageSentence(costs.slippage),
    `Fees: ${percent(costs.takerFee)} of the value for market orders and stops, ${percent(costs.makerFee)} for targets.`,
    costs.funding
      ? 'Funding is paid and received at each settlement while a position is open, at the price of that moment.'
      : 'Funding is left out.',
    finerUsed
      ? 'Where a finer timeframe is recorded, it decides what came first inside a bar; elsewhere the stop comes first.'
      : 'Inside a bar the stop comes first, then the target; a bar that opens beyond the stop fills at its open.',
    'A target is filled at its own price when it is touched, never better.',
    conventions.noLiquidation
      ? `Leverage ${strategy.leverage}; convention: nothing is ever liquidated.`
      : `Isolated margin, leverage ${strategy.leverage}; liquidation when the margin left is ${percent(costs.maintenanceMargin)} of the position's value, at a fee of ${percent(costs.liquidationFee)}.`,
    'Orders are filled whole; the market does not react to them beyond the slippage.',
    `Regret: best open within ${regret.entryBars} bars of the signal; untraded signals are followed for ${regret.horizonBars} bars.`,
  ];
  if (conventions.feeFromStake) lines.push('Convention: the entry fee is taken out of the stake.');
  if (conventions.closeAtOpenOf >= 0)
    lines.push(`Convention: positions are closed at the open of row ${conventions.closeAtOpenOf}.`);
  return lines;
}
