import { InvalidArgumentError } from 'commander';
import type { Slippage } from '@hindcast/engine/simulation';
import { COST_RANGES, EQUITY_RANGE } from '../simulation/run/index.ts';
import { numberFrom } from './numbers.ts';

const BPS = 10_000;
const { takerBps, makerBps, slippageBps, rangeShare, impact } = COST_RANGES;

/** Fees as fractions, as an option's value: within what every other door allows. */
export const takerFee = numberFrom(takerBps.min / BPS, takerBps.max / BPS);
export const makerFee = numberFrom(makerBps.min / BPS, makerBps.max / BPS);

/** Slippage in basis points, as an option's value. */
export const slippageInBps = numberFrom(slippageBps.min, slippageBps.max);

/** Starting equity, USDT, as an option's value. */
export const startingEquity = numberFrom(EQUITY_RANGE.min, EQUITY_RANGE.max);

const shareOfRange = numberFrom(rangeShare.min, rangeShare.max);
const impactOfBar = numberFrom(impact.min, impact.max);

/** `2`, `spread:2:0.1` or `volume:1:0.1`. */
export function slippageModel(text: string): Slippage {
  const [model, first, second, ...rest] = text.includes(':') ? text.split(':') : ['bps', text];
  if (rest.length === 0 && first !== undefined) {
    if (model === 'bps' && second === undefined) return { model, bps: slippageInBps(first) };
    if (model === 'spread' && second !== undefined)
      return { model, bps: slippageInBps(first), rangeShare: shareOfRange(second) };
    if (model === 'volume' && second !== undefined)
      return { model: 'volumeShare', bps: slippageInBps(first), impact: impactOfBar(second) };
  }
  throw new InvalidArgumentError('Write 2, spread:2:0.1 or volume:1:0.1.');
}
