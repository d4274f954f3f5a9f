import { REASON } from '../simulation/trade-store.ts';
import type { FlatRules } from './flat-rules.ts';

/** Trades of the last walk, one number per trade and field; valid up to {@link FlatTrades.length}. */
export class FlatTrades {
  length = 0;
  side = new Int8Array(256);
  entryRow = new Int32Array(256);
  exitRow = new Int32Array(256);
  reason = new Int8Array(256);
  net = new Float64Array(256);

  /** Empties the list and makes room for as many trades as there can be. */
  reset(most: number): void {
    this.length = 0;
    if (most <= this.net.length) return;
    const size = 2 * most;
    this.side = new Int8Array(size);
    this.entryRow = new Int32Array(size);
    this.exitRow = new Int32Array(size);
    this.reason = new Int8Array(size);
    this.net = new Float64Array(size);
  }
}

/**
 * Finds the rows of entries and exits: nothing in them depends on money. A position that stays open exits behind the last row. False
 * where a fill would have to wait over a bar without an open, which there can be only where there are `gaps`.
 */
export function findTrades(
  rules: FlatRules,
  trades: FlatTrades,
  open: Float64Array,
  gaps: boolean,
  from: number,
  last: number,
): boolean {
  // Every trade but a reversal has a candidate of its own, and every reversal has one too.
  trades.reset(rules.entries.rows.length);
  const { side: sideOf, entryRow, exitRow, reason: reasonOf } = trades;
  const { rows, sides, againstLong, againstShort } = rules.entries;
  const { exitLong, exitShort, maxHolding, cooldown, amount } = rules;
  const amounts = typeof amount === 'number' ? null : amount;
  if (amounts === null && !((amount as number) > 0)) return true;
  const { length } = rows;
  let count = 0;
  let c = firstFrom(rows, from);
  let free = from;
  let side = 0;
  let decided = 0;
  for (;;) {
    if (side === 0) {
      while (c < length && rows[c] < free) c++;
      if (c === length) break;
      decided = rows[c];
      side = sides[c];
    }
    const entry = decided + 1;
    if (entry > last) break;
    if (gaps && open[entry] !== open[entry]) return false;
    if (amounts !== null && !(amounts[decided] > 0)) {
      // Refused at the open; the exit of a position that was to be reversed has been filled there.
      const reversed = count > 0 && exitRow[count - 1] === entry;
      free = Math.max(free, entry + (reversed ? cooldown : 0));
      side = 0;
      continue;
    }
    const exit = side > 0 ? exitLong : exitShort;
    let leave = exit.next === null ? last : exit.next[entry];
    let reason: number = REASON.exit;
    if (entry + exit.hold - 1 < leave) leave = entry + exit.hold - 1;
    if (entry + maxHolding - 1 < leave) {
      leave = entry + maxHolding - 1;
      reason = REASON.maxHolding;
    }
    const against = side > 0 ? againstLong : againstShort;
    let next = 0;
    if (against !== null && against[entry] <= leave) {
      if (against[entry] < leave || reason === REASON.exit) reason = REASON.reverse;
      leave = against[entry];
      next = -side;
    }
    sideOf[count] = side;
    entryRow[count] = entry;
    exitRow[count] = Math.min(leave, last) + 1;
    reasonOf[count++] = leave < last ? reason : REASON.endOfData;
    if (leave >= last) break;
    if (gaps && open[leave + 1] !== open[leave + 1]) return false;
    free = leave + 1 + cooldown;
    side = next;
    decided = leave;
  }
  trades.length = count;
  return true;
}

/** Place of the first entry of a sorted list that is not below `row`. */
export function firstFrom(list: Int32Array, row: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
