import { DAY, timeframeMs, type Timeframe } from '@hindcast/engine';
import type { ReadLog } from '../read-log.ts';
import type { EventField, TablePlan } from '../table-plan.ts';
import type { BarRun } from '../bars/bar-run.ts';

interface Liquidation {
  time: number;
  usd: number;
  isLong: boolean;
}

/** The liquidation orders of one symbol, and the stretches of time that are known to be complete. */
export class Liquidations {
  readonly #events: Liquidation[] = [];
  readonly #covered: { from: number; to: number }[] = [];

  static async load(plans: readonly TablePlan[], log: ReadLog): Promise<Liquidations | undefined> {
    if (plans.length === 0) return undefined;
    const loaded = new Liquidations();
    for (const plan of plans) await loaded.#read(plan, log);
    loaded.#events.sort((a, b) => a.time - b.time);
    loaded.#covered.sort((a, b) => a.from - b.from);
    return loaded;
  }

  /**
   * Adds liquidatedLongUsd and liquidatedShortUsd to a run of bars: the sum of the orders within each bar. A
   * bar that is not wholly covered by the files has no value; one that is, and has no order, has 0.
   */
  joinTo(run: BarRun, timeframe: Timeframe): void {
    const step = timeframeMs(timeframe);
    const longs = new Float64Array(run.openTime.length).fill(NaN);
    const shorts = new Float64Array(run.openTime.length).fill(NaN);
    let next = firstAtOrAfter(this.#events, run.rows > 0 ? run.openTime[0] : 0);
    for (let i = 0; i < run.rows; i++) {
      const open = run.openTime[i];
      if (!this.#covers(open, open + step)) continue;
      longs[i] = shorts[i] = 0;
      while (next < this.#events.length && this.#events[next].time < open) next++;
      for (; next < this.#events.length && this.#events[next].time < open + step; next++) {
        const { usd, isLong } = this.#events[next];
        if (isLong) longs[i] += usd;
        else shorts[i] += usd;
      }
    }
    run.columns.liquidatedLongUsd = longs;
    run.columns.liquidatedShortUsd = shorts;
  }

  async #read(plan: TablePlan, log: ReadLog): Promise<void> {
    const at = (field: EventField): number => plan.values.findIndex((value) => value.field === field);
    const [side, price, quantity, usd] = [at('sellSide'), at('price'), at('quantity'), at('usd')];
    let first = NaN;
    let last = NaN;
    for await (const batch of log.read(plan)) {
      for (let i = 0; i < batch.rows; i++) {
        const time = batch.time[i];
        if (!(first <= time)) first = time;
        last = time;
        const value = usd >= 0 ? batch.values[usd][i] : batch.values[price][i] * batch.values[quantity][i];
        // A SELL order closes a long (SPEC §2).
        if (value === value) this.#events.push({ time, usd: value, isLong: batch.values[side][i] === 1 });
      }
    }
    if (plan.covers) this.#covered.push(plan.covers);
    // The archive has one file a day; a day with any order is wholly in it. Of other recordings it is only
    // known that they ran from their first order to their last.
    else if (first === first && plan.wholeDays)
      this.#covered.push({ from: floorDay(first), to: floorDay(last) + DAY });
    else if (first === first) this.#covered.push({ from: first, to: last });
  }

  #covers(from: number, to: number): boolean {
    let reached = from;
    for (const stretch of this.#covered) {
      if (stretch.from > reached) return false;
      reached = Math.max(reached, stretch.to);
      if (reached >= to) return true;
    }
    return false;
  }
}

function floorDay(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

function firstAtOrAfter(events: readonly Liquidation[], time: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
