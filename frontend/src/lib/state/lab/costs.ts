import type { Costs } from '@hindcast/engine/simulation';
import type { RunCosts } from './wire.ts';

/** As the server has them where they are left out. */
export const DEFAULT_COSTS = {
  takerBps: 5,
  makerBps: 2,
  slippageModel: 'bps',
  slippageBps: 1,
  funding: true,
  maintenanceMarginBps: 40,
  liquidationFeeBps: 125,
} as const satisfies RunCosts;
export const DEFAULT_CAPITAL = 10_000;

/** A fraction in basis points: without the noise of binary fractions, unless those digits are its own. */
export function bps(fraction: number): number {
  const plain = Number((fraction * 10_000).toPrecision(12));
  return plain / 10_000 === fraction ? plain : fraction * 10_000;
}

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
