import type { Costs } from '@hindcast/engine/simulation';
import type { RunCosts } from './wire.ts';

/** A fraction in basis points, without the noise of binary fractions. */
const bps = (fraction: number): number => Number((fraction * 10_000).toPrecision(12));

/** The costs of a run that was kept, as they are asked for. */
export function costsToAsk(costs: Costs): RunCosts {
  const { slippage } = costs;
  return {
    takerBps: bps(costs.takerFee),
    makerBps: bps(costs.makerFee),
    slippageModel: slippage.model,
    slippageBps: slippage.bps,
    ...(slippage.model === 'spread' && { rangeShare: slippage.rangeShare }),
    ...(slippage.model === 'volumeShare' && { impact: slippage.impact }),
    funding: costs.funding,
    maintenanceMarginBps: bps(costs.maintenanceMargin),
    liquidationFeeBps: bps(costs.liquidationFee),
  };
}
