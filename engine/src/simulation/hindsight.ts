import { slippageAt, type Costs } from './costs.ts';
import type { FundingLog } from './funding.ts';
import type { MarketData } from './market-data.ts';
import type { Position } from './position.ts';

/** How a trade ended, for looking back at it. */
export interface Ending {
  row: number;
  /** Price before slippage. */
  reference: number;
  fill: number;
  fee: number;
  net: number;
  /** Whether the trade ended at the row's open; otherwise inside the bar or at its close. */
  atOpen: boolean;
}

/** What hindsight says about a closed trade; money in USDT. See docs/simulation.md for the definitions. */
export class Hindsight {
  exitRegret = 0;
  entryRegret = 0;
  oracle = 0;
  entryTiming = 0;
  exitTiming = 0;
  falseSignal = 0;
}

/**
 * Looks back at a trade that has just ended. Reads no row after the one it ended in.
 *
 * The candidates are what the broker itself could have filled: the opens of the rows. Missing opens are no candidates.
 */
export function lookBack(
  p: Position,
  end: Ending,
  funding: FundingLog,
  bars: MarketData,
  costs: Costs,
  entryBars: number,
  into: Hindsight,
): void {
  into.exitRegret = exitRegret(p, end, funding, bars, costs);
  into.entryRegret = 0;
  into.oracle = 0;
  into.entryTiming = 0;
  into.exitTiming = 0;
  into.falseSignal = 0;
  for (let leg = 0; leg < p.entries; leg++) {
    into.entryRegret += entryRegret(p, leg, end, funding, bars, costs, entryBars);
    decompose(p, leg, end, bars, costs, entryBars, into);
  }
}

/** Best net PnL of leaving at an open within the trade, less the realised one; >= 0. */
export function exitRegret(
  p: Position,
  end: Ending,
  funding: FundingLog,
  bars: MarketData,
  costs: Costs,
): number {
  const { open } = bars;
  let best = end.net;
  let leg = 0;
  let size = 0;
  let cost = 0;
  let fees = 0;
  let paid = 0;
  let nextFunding = funding.from;
  for (let row = p.entryRow + 1; row <= end.row; row++) {
    for (; leg < p.entries && p.leg(leg, 'row') < row; leg++) {
      size += p.leg(leg, 'size');
      cost += p.leg(leg, 'fill') * p.leg(leg, 'size');
      fees += p.leg(leg, 'fee');
    }
    while (nextFunding < funding.length && funding.settledBefore(nextFunding, row)) {
      paid += funding.amount(nextFunding++);
    }
    const price = open[row];
    const fill = price * (1 - p.side * slippageAt(costs.slippage, bars, row, size));
    const net = p.side * (fill * size - cost) - fees - costs.takerFee * fill * size + paid;
    if (net > best) best = net;
  }
  return best - end.net;
}

/** Last row at whose open one could still have entered before the trade ended. */
const lastEntryRow = (end: Ending): number => (end.atOpen ? end.row - 1 : end.row);

/** Net PnL with the best entry fill within k bars of the signal, same size and exit, less the realised one; >= 0. */
function entryRegret(
  p: Position,
  leg: number,
  end: Ending,
  funding: FundingLog,
  bars: MarketData,
  costs: Costs,
  entryBars: number,
): number {
  const size = p.leg(leg, 'size');
  const first = p.leg(leg, 'row');
  const last = Math.min(p.leg(leg, 'signalRow') + entryBars, lastEntryRow(end));
  const entered = p.side * p.leg(leg, 'fill') * size + p.leg(leg, 'fee');
  const share = size / p.size;
  const paidBefore = funding.upTo(first);
  let best = 0;
  for (let row = first + 1; row <= last; row++) {
    const fill = bars.open[row] * (1 + p.side * slippageAt(costs.slippage, bars, row, size));
    const outlay = p.side * fill * size + costs.takerFee * fill * size;
    // What was settled between the real entry and this one would not have been paid.
    const skipped = funding.length === funding.from ? 0 : share * (funding.upTo(row) - paidBefore);
    const gain = entered - outlay - skipped;
    if (gain > best) best = gain;
  }
  return best;
}

/**
 * Splits one entry's result before costs into what hindsight would have made (`oracle`), what the timing of entry and exit
 * lost against it (<= 0), or, when not even hindsight would have covered the costs, the result of a false signal:
 *
 *     side x size x (exit - entry) = oracle + entryTiming + exitTiming + falseSignal
 */
function decompose(
  p: Position,
  leg: number,
  end: Ending,
  bars: MarketData,
  costs: Costs,
  entryBars: number,
  into: Hindsight,
): void {
  const { open } = bars;
  const { side } = p;
  const size = p.leg(leg, 'size');
  const entered = p.leg(leg, 'reference');
  let bestRow = p.leg(leg, 'row');
  let bestEntry = entered;
  const last = Math.min(p.leg(leg, 'signalRow') + entryBars, lastEntryRow(end));
  for (let row = bestRow + 1; row <= last; row++) {
    if (side > 0 ? open[row] < bestEntry : open[row] > bestEntry) {
      bestEntry = open[row];
      bestRow = row;
    }
  }
  let bestExit = side > 0 ? Math.max(bestEntry, end.reference) : Math.min(bestEntry, end.reference);
  for (let row = bestRow + 1; row <= end.row; row++) {
    if (side > 0 ? open[row] > bestExit : open[row] < bestExit) bestExit = open[row];
  }
  const reachable = side * size * (bestExit - bestEntry);
  const slip = slippageAt(costs.slippage, bars, p.leg(leg, 'row'), size);
  if (reachable > size * (bestEntry + bestExit) * (costs.takerFee + slip)) {
    into.oracle += reachable;
    into.entryTiming += side * size * (bestEntry - entered);
    into.exitTiming += side * size * (end.reference - bestExit);
  } else {
    into.falseSignal += side * size * (end.reference - entered);
  }
}
