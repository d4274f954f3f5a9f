/** What a market order pays beyond the reference price, as a fraction of it. */
export type Slippage =
  | { readonly model: 'bps'; readonly bps: number }
  /** Half the spread, which is at least `bps` wide and widens with the last closed bar's range. */
  | { readonly model: 'spread'; readonly bps: number; readonly rangeShare: number }
  /** `bps`, plus impact x (order size / volume of the filling bar) squared; a bar without volume counts as share 1. */
  | { readonly model: 'volumeShare'; readonly bps: number; readonly impact: number };

/** What trading costs. Fractions of the notional unless said otherwise. */
export interface Costs {
  readonly takerFee: number;
  /** Paid by targets, which rest in the book. */
  readonly makerFee: number;
  readonly slippage: Slippage;
  /** Whether settled funding is paid and received. */
  readonly funding: boolean;
  /** Liquidation when the margin left falls to this share of the position's value. */
  readonly maintenanceMargin: number;
  readonly liquidationFee: number;
}

/** Binance USD-M's regular user fees, one basis point of slippage, first-tier maintenance margin of BTCUSDT. */
export const DEFAULT_COSTS: Costs = {
  takerFee: 0.0005,
  makerFee: 0.0002,
  slippage: { model: 'bps', bps: 1 },
  funding: true,
  maintenanceMargin: 0.004,
  liquidationFee: 0.0125,
};

export const NO_COSTS: Costs = {
  takerFee: 0,
  makerFee: 0,
  slippage: { model: 'bps', bps: 0 },
  funding: false,
  maintenanceMargin: 0,
  liquidationFee: 0,
};

/** The columns that slippage is computed from. */
export interface SlippageInputs {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Slippage of a market order of `size` base units that is filled in row `row`, as a fraction of the price; >= 0. */
export function slippageAt(slippage: Slippage, bars: SlippageInputs, row: number, size: number): number {
  const base = slippage.bps / 10_000;
  if (slippage.model === 'bps') return base;
  if (slippage.model === 'spread') {
    const range = row > 0 ? (bars.high[row - 1] - bars.low[row - 1]) / bars.close[row - 1] : NaN;
    return Math.max(base, range === range ? range * slippage.rangeShare : 0) / 2;
  }
  const share = size / bars.volume[row];
  return base + slippage.impact * (share < 1 ? share * share : 1);
}
