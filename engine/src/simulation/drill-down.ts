import { lastAtOrBefore } from '../tape/tape.ts';
import { mayTouch, touch, type Hit } from './intrabar.ts';
import type { MarketData } from './market-data.ts';
import type { Position } from './position.ts';
import type { Tally } from './tally.ts';
import { REASON } from './trade-store.ts';

/**
 * Finds out whether row `row` takes the position out. Where a finer timeframe covers the bar and a level is within its
 * range, the finer bars are gone through one by one; otherwise the bar itself is read in the pessimistic order.
 */
export function findExit(
  p: Position,
  bars: MarketData,
  row: number,
  finer: MarketData | null,
  hit: Hit,
  tally: Tally,
): void {
  const { open, high, low, close, openTime } = bars;
  hit.price = NaN;
  if (high[row] !== high[row]) return;
  if (finer !== null && mayTouch(p, open[row], high[row], low[row])) {
    const start = openTime[row];
    if (drill(p, finer, start, start + bars.tape.timeframeMs, hit)) {
      tally.drilledBars++;
      return;
    }
  }
  hit.time = openTime[row];
  touch(p, open[row], high[row], low[row], close[row], hit);
  if (hit.price === hit.price && hit.reason === REASON.target) {
    // The bar's worst price may have come before the target: assume that it did.
    excursion(p, p.side > 0 ? low[row] : high[row]);
  }
}

/** Goes through the finer bars in [start, end); false when the finer timeframe does not cover them. */
function drill(p: Position, finer: MarketData, start: number, end: number, hit: Hit): boolean {
  const { open, high, low, close, openTime, tape } = finer;
  const expected = Math.round((end - start) / tape.timeframeMs);
  const first = lastAtOrBefore(openTime, tape.rows, start);
  if (first < 0 || openTime[first] !== start || openTime[first + expected - 1] !== end - tape.timeframeMs)
    return false;
  for (let k = first; k < first + expected; k++) if (close[k] !== close[k]) return false;
  for (let k = first; k < first + expected; k++) {
    hit.time = openTime[k];
    touch(p, open[k], high[k], low[k], close[k], hit);
    if (hit.price === hit.price) return true;
    excursion(p, low[k]);
    excursion(p, high[k]);
  }
  return true;
}

function excursion(p: Position, price: number): void {
  const pnl = p.unrealised(price);
  if (pnl < p.mae) p.mae = pnl;
  if (pnl > p.mfe) p.mfe = pnl;
}
