import type { EngineEvent, Tier } from '../wire/signals.ts';
import type { Lane } from '../lane.ts';
import { timeframeMs } from '../time.ts';
import { wilsonInterval } from '../statistics/wilson.ts';

/** Bars after which a signal is judged, and what a round trip costs: two taker fees and two basis points of slippage. */
export const RECORD_HORIZON = 12;
export const RECORD_COSTS = 0.0012;

/**
 * How often a tier, a detector or a rule was right before a bar: every earlier occurrence whose outcome was known at the
 * bar's close, and never the bar itself. Nothing in it was known when those occurrences were decided.
 */
export interface HitRecord {
  /** `tier1` to `tier6`, an event type, or the id of a rule. */
  readonly subject: string;
  /** Bars from the decision to the judgement. */
  readonly horizon: number;
  /** Fraction that a forward return must exceed to be a hit. */
  readonly costs: number;
  /** Occurrences with a side and a known outcome, on all lanes of the timeframe. */
  readonly signals: number;
  /**
   * Separate times that they make up: what happens within one horizon, on whatever lane, shares its fate and counts as one try
   * with the mean of its outcomes. The interval is over these.
   */
  readonly times: number;
  /** Share of hits and its 95 % Wilson interval; null when nothing is known. */
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Open of the first judged bar and the last close that was looked at, UTC ms; null when nothing is known. */
  readonly from: number | null;
  readonly to: number | null;
  /** Why there is no share; null when there is one. */
  readonly reason: string | null;
}

interface Occurrence {
  readonly lane: Lane;
  readonly row: number;
}

/** Occurrences of one subject in the order of time, and what has become of them so far. */
class Tally {
  readonly #horizon: number;
  readonly #costs: number;
  readonly #waiting: Occurrence[] = [];
  #judged = 0;
  signals = 0;
  times = 0;
  /** Hits of the times that are over, each time's a mean; and of the one that is open. */
  #hits = 0;
  #openFrom = -Infinity;
  #openSignals = 0;
  #openHits = 0;
  first: Occurrence | null = null;
  last: Occurrence | null = null;

  constructor(horizon: number, costs: number) {
    this.#horizon = horizon;
    this.#costs = costs;
  }

  get hits(): number {
    return this.#hits + (this.#openSignals > 0 ? this.#openHits / this.#openSignals : 0);
  }

  add(occurrence: Occurrence): void {
    this.#waiting.push(occurrence);
  }

  /** Judges what is known at the close of a row. Rows must not go back. */
  settle(row: number): void {
    while (this.#judged < this.#waiting.length && this.#waiting[this.#judged].row + this.#horizon <= row)
      this.#judge(this.#waiting[this.#judged++]);
    if (this.#judged < 1_024) return;
    this.#waiting.splice(0, this.#judged);
    this.#judged = 0;
  }

  #judge(occurrence: Occurrence): void {
    const { lane, row } = occurrence;
    const side = lane.column('bias').data[row];
    const { open, close } = lane.tape.columns;
    const [entry, exit] = [open[row + 1], close[row + this.#horizon]];
    if (!(side > 0 || side < 0) || !(entry > 0) || !(exit > 0)) return;
    if (row >= this.#openFrom + this.#horizon) {
      this.#hits = this.hits;
      this.times++;
      this.#openFrom = row;
      this.#openSignals = this.#openHits = 0;
    }
    this.first ??= occurrence;
    this.last = occurrence;
    this.signals++;
    this.#openSignals++;
    if ((exit / entry - 1) * (side > 0 ? 1 : -1) > this.#costs) this.#openHits++;
  }
}

/**
 * Hit records of everything that speaks on the lanes of one market and timeframe, as of any row, asked in the order of
 * time: a running walk forward. Live and replay ask the same.
 */
export class HitRecords {
  readonly #lanes: readonly Lane[];
  readonly #ms: number;
  readonly #horizon: number;
  readonly #costs: number;
  readonly #tallies = new Map<string, Tally>();
  #cursor = 0;

  constructor(lanes: readonly Lane[], { horizon = RECORD_HORIZON, costs = RECORD_COSTS } = {}) {
    this.#lanes = lanes;
    this.#ms = timeframeMs(lanes[0].key.timeframe);
    this.#horizon = horizon;
    this.#costs = costs;
  }

  /** Takes in the tiers of rows [cursor, to), which the lanes have computed, and what detectors said in them. */
  advance(to: number, events: readonly EngineEvent[]): void {
    for (let row = this.#cursor; row < to; row++) for (const lane of this.#lanes) this.#tiersOf(lane, row);
    for (const event of events) {
      const lane = this.#lanes.find(({ key }) => key.venue === event.venue && key.symbol === event.symbol);
      if (lane && event.severity > 0 && event.row >= this.#cursor) this.note(event.type, lane, event.row);
    }
    this.#cursor = Math.max(this.#cursor, to);
  }

  /** Something else spoke, such as a rule of the user's. Rows of one subject must not go back. */
  note(subject: string, lane: Lane, row: number): void {
    this.#tally(subject).add({ lane, row });
  }

  /** The record of a subject as known at the close of a row. */
  at(subject: string, row: number, nothing = NOTHING): HitRecord {
    const tally = this.#tally(subject);
    tally.settle(row);
    const { signals, times, hits, first, last } = tally;
    const { estimate, low, high } = wilsonInterval(hits, times);
    const about = { subject, horizon: this.#horizon, costs: this.#costs, signals, times };
    if (!first || !last)
      return { ...about, estimate: null, low: null, high: null, from: null, to: null, reason: nothing };
    const from = first.lane.tape.openTime[first.row];
    const to = last.lane.tape.openTime[last.row] + (this.#horizon + 1) * this.#ms;
    return { ...about, estimate, low, high, from, to, reason: null };
  }

  #tiersOf(lane: Lane, row: number): void {
    const mask = lane.column('tiers').data[row];
    if (!(mask > 0)) return;
    for (const tier of TIERS) if ((mask >> (tier - 1)) & 1) this.note(`tier${tier}`, lane, row);
  }

  #tally(subject: string): Tally {
    let tally = this.#tallies.get(subject);
    if (!tally) this.#tallies.set(subject, (tally = new Tally(this.#horizon, this.#costs)));
    return tally;
  }
}

const TIERS: readonly Tier[] = [1, 2, 3, 4, 5, 6];
const NOTHING = 'Nothing of this kind had an outcome before this bar.';
