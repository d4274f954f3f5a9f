import { DEFAULT_COSTS, type Costs, type Slippage } from '@hindcast/engine/simulation';
import type { TradingCosts } from '@hindcast/engine/wire';

export type { TradingCosts };

export const SLIPPAGE_MODELS = ['bps', 'spread', 'volumeShare'] as const;
export type SlippageModel = (typeof SLIPPAGE_MODELS)[number];

const BPS = 10_000;
/** No honest cost is a tenth of the traded value. */
const MOST_BPS = 1_000;

/**
 * What costs may be, basis points, or a fraction of the bar's range or of the price: whoever asks for them is held to this. A fee of
 * targets below zero is a rebate.
 */
export const COST_RANGES = {
  takerBps: { min: 0, max: MOST_BPS },
  makerBps: { min: -MOST_BPS, max: MOST_BPS },
  slippageBps: { min: 0, max: MOST_BPS },
  rangeShare: { min: 0, max: 1 },
  impact: { min: 0, max: 1 },
  maintenanceMarginBps: { min: 0, max: 5_000 },
  liquidationFeeBps: { min: 0, max: MOST_BPS },
} as const satisfies Partial<Record<keyof TradingCosts, { min: number; max: number }>>;

/** What somebody may start with, USDT: more would not be counted to the cent, and nothing cannot be traded. */
export const EQUITY_RANGE = { min: 1e-6, max: 1e15 } as const;

function slippageOf({ slippageModel = 'bps', slippageBps, rangeShare, impact }: TradingCosts): Slippage {
  const bps = slippageBps ?? DEFAULT_COSTS.slippage.bps;
  if (slippageModel === 'spread') return { model: 'spread', bps, rangeShare: rangeShare ?? 0.1 };
  if (slippageModel === 'volumeShare') return { model: 'volumeShare', bps, impact: impact ?? 0.1 };
  return { model: 'bps', bps };
}

/** Costs as the engine has them, in fractions. */
export function costsOf(given: TradingCosts = {}): Costs {
  const share = (bps: number | undefined, otherwise: number): number =>
    bps === undefined ? otherwise : bps / BPS;
  return {
    takerFee: share(given.takerBps, DEFAULT_COSTS.takerFee),
    makerFee: share(given.makerBps, DEFAULT_COSTS.makerFee),
    slippage: slippageOf(given),
    funding: given.funding ?? DEFAULT_COSTS.funding,
    maintenanceMargin: share(given.maintenanceMarginBps, DEFAULT_COSTS.maintenanceMargin),
    liquidationFee: share(given.liquidationFeeBps, DEFAULT_COSTS.liquidationFee),
  };
}
