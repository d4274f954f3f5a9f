import {
  SliceAssembler,
  timeframeMs,
  type ArrivalCounts,
  type ArrivalKind,
  type BarField,
  type BarInput,
  type Slice,
  type Timeframe,
  type UtcMs,
} from '@hindcast/engine';
import type { MarketClock } from '../ingestion/live/market-clock.ts';
import type { SeriesKind } from '../ingestion/live/venue-feed.ts';
import type { BarSource } from '../database/entities/bar.entity.ts';

/** A slice as it was decided: what the engine gets, when, and from where each bar came. */
export interface DecidedSlice extends Slice {
  decidedAt: UtcMs;
  /** By lane; undefined for a hole. */
  sources: (BarSource | undefined)[];
  /** Real ms that the bars were late behind the close of the slice. */
  lagMs: number;
}

/** What a lane can still say when a slice is due. */
export interface LastWords {
  /** The bar by its trades alone, when all of them were seen. */
  summed(lane: number, openTime: UtcMs): BarInput | undefined;
  /** What was liquidated in the bar; undefined when it is not known. */
  liquidated(lane: number, openTime: UtcMs): Partial<Record<BarField, number>> | undefined;
}

export interface DeciderOptions {
  timeframe: Timeframe;
  lanes: number;
  clock: MarketClock;
  /** Open of the first slice to decide. */
  first: UtcMs;
  /** How long after the close bars are waited for at most, real ms. */
  graceMs: number;
  /** How long after the last bar the small things that belong to it are waited for, real ms. */
  settleMs: number;
  /** How long after the close missing bars are asked for, real ms. */
  askAfterMs: number;
  lastWords: LastWords;
  /** These lanes have no bar for the slice that opens at `openTime` yet; the second time it is the last one. */
  onMissing: (lanes: number[], openTime: UtcMs, last: boolean) => void;
  onSlice: (slice: DecidedSlice) => void;
  /** A bar that came after its slice had been decided. */
  onLate: (lane: number, bar: BarInput, source: BarSource, knownAt: UtcMs) => void;
}

export const DECIDER_DEFAULTS = { graceMs: 5_000, settleMs: 4, askAfterMs: 400 };

/** How long published values may be used, in multiples of the longer of the bar and five minutes. */
const STALE_PERIODS = 3;
const SHORTEST_PERIOD = 5 * 60_000;
const FUNDING_STALE = 16 * 3_600_000;

/** When missing bars are asked for, in multiples of {@link DeciderOptions.askAfterMs}. */
const ASK_AT = [1, 3];

/** A timer that comes so much later than it was to, says that this process was busy or asleep, ms. */
const BUSY_MS = 20;

/** Lanes that gave no bar for this many slices in a row are not waited for: delisted, or their venue is gone. */
const SILENT_SLICES = 2;

/**
 * Decides the rows of the live market, one after the other: at once when every lane that is waited for has its closed
 * bar, and at the end of the grace with what is there. What comes later changes nothing that was decided.
 *
 * The arithmetic is the engine's {@link SliceAssembler}; this is the clock beside it.
 */
export class Decider {
  readonly #options: DeciderOptions;
  readonly #ms: number;
  readonly #assembler: SliceAssembler;
  readonly #pending: Map<UtcMs, { bar: BarInput; source: BarSource }>[];
  /** Slices in a row without a bar, by lane. */
  readonly #silent: number[];
  #next: UtcMs;
  /** How often the missing bars of the slice were asked for. */
  #asked = 0;
  /** Lanes whose venue says that it has no bar for the slice. */
  readonly #absent = new Set<number>();
  /** Whether this slice was given more time because this process was busy. */
  #excused = false;
  /** Lanes before this one have their bar of the slice, or are not waited for. */
  #complete = 0;
  #knownAt = -Infinity;
  #sequence = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settling = false;
  #paused = false;
  #stopped = false;

  constructor(options: DeciderOptions) {
    this.#options = options;
    this.#ms = timeframeMs(options.timeframe);
    this.#next = options.first;
    this.#pending = Array.from({ length: options.lanes }, () => new Map());
    this.#silent = new Array<number>(options.lanes).fill(0);
    const period = STALE_PERIODS * Math.max(this.#ms, SHORTEST_PERIOD);
    this.#assembler = new SliceAssembler({
      timeframe: options.timeframe,
      lanes: options.lanes,
      // The end of the grace is found here, by real time.
      grace: Infinity,
      first: options.first,
      staleAfter: { openInterest: period, ratios: period, funding: Math.max(FUNDING_STALE, period) },
    });
  }

  get counts(): ArrivalCounts {
    return this.#assembler.counts;
  }

  /** Open of the slice that is waited for. */
  get next(): UtcMs {
    return this.#next;
  }

  /** Lanes that are not waited for at present. */
  get silentLanes(): number {
    return this.#silent.filter((slices) => slices >= SILENT_SLICES).length;
  }

  start(): void {
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Takes everything in and decides nothing until {@link resume}. */
  pause(): void {
    this.#paused = true;
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.#paused = false;
    this.#settling = false;
    this.#schedule();
    this.#settleWhenComplete();
  }

  /** A closed bar of a lane. */
  bar(lane: number, bar: BarInput, source: BarSource): void {
    const knownAt = this.#moment();
    if (bar.openTime < this.#next) {
      this.#assembler.counts.late++;
      this.#options.onLate(lane, bar, source, knownAt);
      return;
    }
    const pending = this.#pending[lane];
    const before = pending.get(bar.openTime);
    if (before) this.#assembler.counts[sameBar(before.bar, bar) ? 'repeated' : 'revised']++;
    pending.set(bar.openTime, { bar, source });
    this.#silent[lane] = 0;
    if (bar.openTime === this.#next) this.#settleWhenComplete();
  }

  /** The venue was asked and has no bar of a lane: nobody waits for it. */
  absent(lane: number, openTime: UtcMs): void {
    if (openTime !== this.#next) return;
    this.#absent.add(lane);
    this.#settleWhenComplete();
  }

  /** A published value of a lane. */
  series(lane: number, kind: SeriesKind, stamp: UtcMs, values: Partial<Record<BarField, number>>): void {
    this.#push(lane, kind, stamp, values);
  }

  /** Without a single bar nothing says that the slice has closed but the clock: {@link #wake} decides it. */
  #settleWhenComplete(): void {
    if (this.#paused || this.#settling || this.#waits() || !this.#hasBars()) return;
    this.#settling = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#decide(), this.#options.settleMs);
  }

  /** Whether some lane is waited for. Asked at every bar: those before the first that was missing are there by now. */
  #waits(): boolean {
    while (this.#complete < this.#pending.length && !this.#isMissing(this.#complete)) this.#complete++;
    return this.#complete < this.#pending.length;
  }

  #hasBars(): boolean {
    return this.#pending.some((pending) => pending.has(this.#next));
  }

  /** Lanes that are waited for and have no bar yet. */
  #missing(): number[] {
    return this.#pending.flatMap((_, lane) => (this.#isMissing(lane) ? [lane] : []));
  }

  #isMissing(lane: number): boolean {
    const waited = this.#silent[lane] < SILENT_SLICES && !this.#absent.has(lane);
    return waited && !this.#pending[lane].has(this.#next);
  }

  #schedule(): void {
    if (this.#stopped || this.#paused || this.#settling) return;
    const wait = this.#untilClose() + Math.min(this.#nextAsk(), this.#options.graceMs);
    this.#wakeIn(Math.max(0, wait));
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    const due = performance.now() + ms;
    this.#timer = setTimeout(() => this.#wake(performance.now() - due), ms);
  }

  /** Real ms until the slice closes; negative when it has. */
  #untilClose(): number {
    return (this.#next + this.#ms - this.#options.clock.now()) / this.#options.clock.speed;
  }

  /** When the missing bars are asked for next, real ms after the close. */
  #nextAsk(): number {
    return ASK_AT[this.#asked] === undefined ? Infinity : ASK_AT[this.#asked] * this.#options.askAfterMs;
  }

  /** @param busy how much later than it was to be this is, ms: bars may have come that nobody has read yet */
  #wake(busy: number): void {
    const late = -this.#untilClose();
    const { graceMs } = this.#options;
    const missing = this.#missing();
    if (busy > BUSY_MS && !this.#excused) {
      this.#excused = true;
      this.#wakeIn(Math.min(busy, graceMs));
      return;
    }
    if (late >= graceMs || missing.length === 0) {
      this.#decide();
      return;
    }
    if (late >= this.#nextAsk()) {
      this.#asked++;
      this.#options.onMissing(missing, this.#next, this.#asked === ASK_AT.length);
    }
    this.#schedule();
  }

  #decide(): void {
    if (this.#stopped || this.#paused) return;
    const openTime = this.#next;
    const lagMs = -this.#untilClose();
    const sources = this.#pending.map((_, lane) => this.#hand(lane, openTime));
    const [slice] = this.#assembler.decideNext();
    this.#next = openTime + this.#ms;
    this.#asked = 0;
    this.#excused = false;
    this.#complete = 0;
    this.#absent.clear();
    this.#settling = false;
    const decidedAt = Math.ceil(this.#moment());
    this.#options.onSlice({ ...slice, decidedAt, sources, lagMs });
    // Bars of the next slice may be there already: a venue that hurries, or a slice that was decided late.
    this.#schedule();
    this.#settleWhenComplete();
  }

  /** Hands what a lane has of a slice to the assembler; answers where its bar came from. */
  #hand(lane: number, openTime: UtcMs): BarSource | undefined {
    const { lastWords } = this.#options;
    const pending = this.#pending[lane].get(openTime);
    this.#pending[lane].delete(openTime);
    const summed = pending ? undefined : lastWords.summed(lane, openTime);
    const bar = pending?.bar ?? summed;
    if (!bar) {
      this.#silent[lane]++;
      return undefined;
    }
    const liquidated = bar.liquidatedLongUsd === undefined ? lastWords.liquidated(lane, openTime) : undefined;
    this.#push(lane, 'bar', openTime, liquidated ? { ...bar, ...liquidated } : bar);
    return pending?.source ?? 'trades';
  }

  #push(lane: number, kind: ArrivalKind, happenedAt: UtcMs, values: Partial<Record<BarField, number>>): void {
    const knownAt = this.#moment();
    this.#assembler.push({ lane, kind, happenedAt, knownAt, sequence: this.#sequence++, values });
  }

  /** Now, and after everything that was known before: two inputs of one millisecond keep their order. */
  #moment(): UtcMs {
    return (this.#knownAt = Math.max(this.#options.clock.now(), this.#knownAt + 1 / 1024));
  }
}

function sameBar(a: BarInput, b: BarInput): boolean {
  const fields = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<BarField>;
  return [...fields].every((field) => Object.is(a[field], b[field]));
}
