import { timeframeMs, type BarInput, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { BarStore } from '../ingestion/bar-store.ts';
import type { Collector } from '../ingestion/live/collector.ts';
import type { MarketClock } from '../ingestion/live/market-clock.ts';
import type { Journal } from './journal.ts';

export interface RepairsOptions {
  market: string;
  timeframe: Timeframe;
  clock: MarketClock;
  journal: Journal;
  onError: (what: string, error: unknown) => void;
}

interface LaneOf {
  collector: Collector;
  symbol: string;
}

interface Span {
  from: UtcMs;
  to: UtcMs;
}

/** A hole that the venue has answered without the bar this often has no bar: nothing was traded, or it was delisted. */
const ATTEMPTS = 5;
/** When a bar that nothing has confirmed is asked for again, market ms after its close: venues correct themselves by then. */
const LOOK_AGAIN_MS = 120_000;
/** Lanes of one venue that are filled at once; the policy sends no more than eight requests anyway. */
const AT_ONCE = 4;
/** Holes nearer than this many bars are asked for together. */
const JOIN_BARS = 200;

/** Finds the bars that are missing in the store and fetches them from the venues: at the start, and after every loss. */
export class Repairs {
  /** Bars that were filled since this was last set to 0. */
  filled = 0;
  /** Bars filled in all, and holes that stay. */
  total = 0;
  given = 0;
  readonly #options: RepairsOptions;
  readonly #ms: number;
  readonly #missing = new Map<string, { lane: LaneOf; openTime: UtcMs; attempts: number }>();
  /** Bars that are asked for once more, by lane. */
  readonly #doubtful = new Map<string, { lane: LaneOf; opens: Set<UtcMs> }>();
  /** Bars that turned out to be different. */
  corrected = 0;
  #stopped = false;

  constructor(options: RepairsOptions) {
    this.#options = options;
    this.#ms = timeframeMs(options.timeframe);
  }

  /** Whether nothing is missing that could still be found. */
  get isDone(): boolean {
    return this.#missing.size === 0;
  }

  get open(): number {
    return this.#missing.size;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** A slice was decided without this bar. */
  missing(lane: LaneOf, openTime: UtcMs): void {
    this.#missing.set(`${lane.collector.venue} ${lane.symbol} ${openTime}`, { lane, openTime, attempts: 0 });
  }

  /** Nothing has confirmed this bar: the venue is asked for it once more when it has had time to correct itself. */
  lookAgain(lane: LaneOf, openTime: UtcMs): void {
    const key = `${lane.collector.venue} ${lane.symbol}`;
    const entry = this.#doubtful.get(key) ?? { lane, opens: new Set() };
    entry.opens.add(openTime);
    this.#doubtful.set(key, entry);
  }

  /** Fills every lane's holes in [from, to): what was missed while nobody listened. */
  async fill(bars: BarStore, lanes: readonly LaneOf[], { from, to }: Span): Promise<void> {
    if (from >= to) return;
    const { market, timeframe } = this.#options;
    const range = { market, timeframe, from, to: to - 1 };
    const counts = await bars.counts(range);
    const whole = (to - from) / this.#ms;
    const holed = lanes.filter(({ collector, symbol }) => {
      return (counts.get(`${collector.venue} ${symbol}`) ?? 0) < whole;
    });
    await this.#inTurns(holed, async (lane) => {
      const opens = await bars.opens(range, { venue: lane.collector.venue, symbol: lane.symbol });
      for (const span of this.#holes(opens, from, to)) await this.#fetch(lane, span, 'history');
    });
  }

  /** Asks for the holes that were left by decided slices; those that the venue does not have are given up in time. */
  async work(): Promise<void> {
    await this.#refill();
    await this.#confirm();
  }

  async #refill(): Promise<void> {
    const byLane = new Map<string, { lane: LaneOf; opens: UtcMs[] }>();
    for (const { lane, openTime } of this.#missing.values()) {
      const key = `${lane.collector.venue} ${lane.symbol}`;
      const entry = byLane.get(key) ?? { lane, opens: [] };
      entry.opens.push(openTime);
      byLane.set(key, entry);
    }
    const ready = [...byLane.values()].filter(({ lane }) => lane.collector.policy.state !== 'open');
    await this.#inTurns(ready, async ({ lane, opens }) => {
      for (const span of joined(
        opens.sort((a, b) => a - b),
        this.#ms,
      )) {
        const found = await this.#fetch(lane, span, 'repair');
        this.#note(lane, opens, span, found);
      }
    });
  }

  /** Asks once more for the bars that are in doubt and have been closed for long enough. */
  async #confirm(): Promise<void> {
    const before = this.#options.clock.now() - this.#ms - LOOK_AGAIN_MS;
    const ready = [...this.#doubtful.values()].filter(({ lane }) => lane.collector.policy.state !== 'open');
    await this.#inTurns(ready, async ({ lane, opens }) => {
      const due = [...opens].filter((open) => open <= before).sort((a, b) => a - b);
      for (const span of joined(due, this.#ms)) {
        if (!(await this.#correct(lane, span, opens))) return;
        for (const open of due) if (open >= span.from && open < span.to) opens.delete(open);
      }
    });
  }

  /** Stores what the venue says now of bars that are known; holes are not filled here. False when it could not be asked. */
  async #correct(lane: LaneOf, { from, to }: Span, opens: ReadonlySet<UtcMs>): Promise<boolean> {
    const { market, timeframe, clock, journal } = this.#options;
    const { collector, symbol } = lane;
    try {
      const bars = (await collector.bars(symbol, from, to)).filter(({ openTime }) => opens.has(openTime));
      const own = { venue: collector.venue, symbol };
      const { revised } = await journal.learn(market, timeframe, own, bars, clock.now(), 'revised');
      this.corrected += revised;
      return true;
    } catch (error) {
      this.#options.onError(`${collector.venue} bars of ${symbol}`, error);
      return false;
    }
  }

  #note(lane: LaneOf, opens: readonly UtcMs[], { from, to }: Span, found: ReadonlySet<UtcMs> | null): void {
    if (!found) return;
    for (const openTime of opens) {
      if (openTime < from || openTime >= to) continue;
      const key = `${lane.collector.venue} ${lane.symbol} ${openTime}`;
      const hole = this.#missing.get(key);
      if (!hole) continue;
      if (found.has(openTime)) this.#missing.delete(key);
      else if (++hole.attempts >= ATTEMPTS) {
        this.#missing.delete(key);
        this.given++;
      }
    }
  }

  /** Fetches and stores the bars of a span; null when the venue could not be asked. */
  async #fetch(lane: LaneOf, { from, to }: Span, source: 'history' | 'repair'): Promise<Set<UtcMs> | null> {
    if (this.#stopped) return null;
    const { market, timeframe, clock, journal } = this.#options;
    const { collector, symbol } = lane;
    try {
      const bars: BarInput[] = await collector.history(symbol, from, to);
      const own = { venue: collector.venue, symbol };
      // The slices of these bars were decided: what is learnt now is known later than any of them.
      const { added } = await journal.learn(market, timeframe, own, bars, clock.now(), source);
      this.total += added;
      if (source === 'repair') this.filled += added;
      const fresh = clock.now() - this.#ms - LOOK_AGAIN_MS;
      for (const { openTime } of bars) if (openTime > fresh) this.lookAgain(lane, openTime);
      return new Set(bars.map(({ openTime }) => openTime));
    } catch (error) {
      this.#options.onError(`${collector.venue} history of ${symbol}`, error);
      return null;
    }
  }

  /** Runs of bars that are not among `opens`, near ones joined. */
  #holes(opens: readonly UtcMs[], from: UtcMs, to: UtcMs): Span[] {
    const there = new Set(opens);
    const missing: UtcMs[] = [];
    for (let open = from; open < to; open += this.#ms) if (!there.has(open)) missing.push(open);
    return joined(missing, this.#ms);
  }

  async #inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const next = items[Symbol.iterator]();
    const workers = Array.from({ length: 2 * AT_ONCE }, async () => {
      for (let one = next.next(); !one.done && !this.#stopped; one = next.next()) await work(one.value);
    });
    await Promise.all(workers);
  }
}

function joined(opens: readonly UtcMs[], ms: number): Span[] {
  const spans: Span[] = [];
  for (const open of opens) {
    const last = spans.at(-1);
    if (last && open - last.to <= JOIN_BARS * ms) last.to = open + ms;
    else spans.push({ from: open, to: open + ms });
  }
  return spans;
}
