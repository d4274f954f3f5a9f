import type { BarInput, UtcMs } from '@hindcast/engine';
import type { TradeSeen } from './venue-feed.ts';

/** Trades that came twice are known by their ids as long as they are among this many. */
const REMEMBERED_IDS = 256;

/** A bar as summed from its trades. */
export interface SummedBar {
  openTime: UtcMs;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  takerBuyVolume: number;
  quoteVolume: number;
  trades: number;
}

interface Growing extends SummedBar {
  firstTime: UtcMs;
  lastTime: UtcMs;
  firstId: string | number;
  lastId: string | number;
  /** How many entries the venue's stream had: with whole ids they have to be without a gap. */
  entries: number;
}

/**
 * The bars of one lane, summed from trades in whatever order they come. A trade that comes twice counts once; the
 * open and the close are those of the first and the last trade by time and id, not by arrival.
 */
export class TradeBars {
  readonly #ms: number;
  readonly #bars = new Map<UtcMs, Growing>();
  readonly #ids = new Set<string | number>();
  /** The last id of the bar before, where ids are whole numbers. */
  #before = NaN;
  repeated = 0;

  constructor(timeframeMs: number) {
    this.#ms = timeframeMs;
  }

  take(trade: TradeSeen): void {
    if (this.#ids.has(trade.id)) {
      this.repeated++;
      return;
    }
    this.#remember(trade.id);
    const openTime = Math.floor(trade.time / this.#ms) * this.#ms;
    const bar = this.#bars.get(openTime);
    if (bar) add(bar, trade);
    else this.#bars.set(openTime, begin(openTime, trade));
  }

  /** What has been summed of the bar that opens at `openTime`; undefined when no trade of it was seen. */
  bar(openTime: UtcMs): SummedBar | undefined {
    return this.#bars.get(openTime);
  }

  /**
   * The bar, if every trade of it was surely seen: ids that count up leave no gap from the last of the bar before.
   * Venues whose ids say nothing never vouch for a bar.
   */
  whole(openTime: UtcMs): BarInput | undefined {
    const bar = this.#bars.get(openTime);
    if (!bar || typeof bar.firstId !== 'number' || typeof bar.lastId !== 'number') return undefined;
    const before = this.#lastIdBefore(openTime);
    if (bar.firstId !== before + 1 || bar.lastId - bar.firstId + 1 !== bar.entries) return undefined;
    return fieldsOf(bar);
  }

  /** Forgets the bars that opened before `openTime`. */
  forgetBefore(openTime: UtcMs): void {
    for (const [open, { lastId }] of this.#bars) {
      if (open >= openTime) continue;
      if (typeof lastId === 'number') this.#before = Math.max(lastId, this.#before || 0);
      this.#bars.delete(open);
    }
  }

  #lastIdBefore(openTime: UtcMs): number {
    let last = this.#before;
    for (const [open, { lastId }] of this.#bars) {
      if (open < openTime && typeof lastId === 'number' && !(last > lastId)) last = lastId;
    }
    return last;
  }

  #remember(id: string | number): void {
    this.#ids.add(id);
    if (this.#ids.size <= REMEMBERED_IDS) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      break;
    }
  }
}

/** What a summed bar says, as a bar. */
export function fieldsOf(bar: SummedBar): BarInput {
  const { openTime, open, high, low, close, volume, takerBuyVolume, quoteVolume, trades } = bar;
  return { openTime, open, high, low, close, volume, takerBuyVolume, quoteVolume, trades };
}

function begin(openTime: UtcMs, { time, price, amount, takerBuys, id, count }: TradeSeen): Growing {
  return {
    ...{ openTime, open: price, high: price, low: price, close: price },
    ...{ volume: amount, takerBuyVolume: takerBuys ? amount : 0, quoteVolume: amount * price, trades: count },
    ...{ firstTime: time, lastTime: time, firstId: id, lastId: id, entries: 1 },
  };
}

function add(bar: Growing, { time, price, amount, takerBuys, id, count }: TradeSeen): void {
  if (price > bar.high) bar.high = price;
  if (price < bar.low) bar.low = price;
  bar.volume += amount;
  if (takerBuys) bar.takerBuyVolume += amount;
  bar.quoteVolume += amount * price;
  bar.trades += count;
  bar.entries++;
  if (isBefore(time, id, bar.firstTime, bar.firstId)) {
    bar.open = price;
    bar.firstTime = time;
    bar.firstId = id;
  }
  if (!isBefore(time, id, bar.lastTime, bar.lastId)) {
    bar.close = price;
    bar.lastTime = time;
    bar.lastId = id;
  }
}

/** Ids that are words have no order: among trades of one millisecond the later arrival is the later trade. */
function isBefore(time: UtcMs, id: string | number, otherTime: UtcMs, otherId: string | number): boolean {
  if (time !== otherTime) return time < otherTime;
  return typeof id === 'number' && typeof otherId === 'number' && id < otherId;
}
