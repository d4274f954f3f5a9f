import type { Tape } from '../tape/tape.ts';
import { DEFAULT_COSTS, type Costs } from './costs.ts';

/** How far hindsight may look when regret is measured; bars. */
export interface RegretWindows {
  /** k: the best entry fill is looked for within this many bars after the signal. */
  readonly entryBars: number;
  /** A signal that was not traded is followed this far. */
  readonly horizonBars: number;
}

/** Ways of other engines, off by default: for comparing with results that they published. */
export interface Conventions {
  /** The entry fee is taken out of the stake, so that less is bought, instead of being paid on top. */
  readonly feeFromStake: boolean;
  /** Positions are closed at the open of this row, decided without looking; backtesting.py's last bar. */
  readonly closeAtOpenOf: number;
  /** No position is ever liquidated: collateral lies elsewhere, or there is no margin. */
  readonly noLiquidation: boolean;
}

export interface SimulationOptions {
  /** Starting equity, USDT. */
  readonly equity: number;
  /** First row that is traded. Columns of earlier rows are known to it: they are its warm-up. */
  readonly startRow: number;
  readonly costs: Costs;
  readonly regret: RegretWindows;
  readonly conventions: Conventions;
  /** Whether excursions and regret are kept for every trade; without, they are NaN and the run is faster. */
  readonly detail: boolean;
  /** A finer timeframe of the same lane, in which stops and targets find out which was hit first. */
  readonly finer: (venue: string, symbol: string) => Tape | undefined;
}

export const NO_CONVENTIONS: Conventions = { feeFromStake: false, closeAtOpenOf: -1, noLiquidation: false };

export const DEFAULT_OPTIONS: SimulationOptions = {
  equity: 10_000,
  startRow: 0,
  costs: DEFAULT_COSTS,
  regret: { entryBars: 6, horizonBars: 48 },
  conventions: NO_CONVENTIONS,
  detail: true,
  finer: () => undefined,
};
