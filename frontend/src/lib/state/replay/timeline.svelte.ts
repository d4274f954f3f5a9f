import type { DecodedFrame, LaneRef, MetricsUpdate, ReplayOverview } from '@hindcast/engine/wire';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import type { MarketSource } from '$lib/source/market-source.ts';
import { extendMarks, extendMiniature } from './miniature.ts';

/** Fewer rows than this on the whole timeline would be a chart, not a timeline. */
export const LEAST_ROWS = 60;
/** While somebody drags into what was not played, the miniature is asked for this often. */
const PAUSE_MS = 200;
/** A bucket that grows within itself is drawn anew this often: next to nothing of it can be seen. */
const GROWTH_MS = 500;

/** Where the miniature comes from. */
export type Overviews = Pick<MarketSource, 'overview'>;

/** The stretch of the recording that the scrubber shows, and its miniature up to the furthest bar. */
export class Timeline {
  readonly #source: Overviews;
  readonly #queue: LatestOnly<LaneRef>;
  #overview = $state.raw<ReplayOverview | null>(null);
  #revision = $state(0);
  #failure = $state.raw<Failure | null>(null);
  #span = $state.raw<{ from: number; to: number }>({ from: 0, to: 1 });
  #rows = $state(1);
  #buckets = 600;
  /** The last row that was played. */
  #played = -1;
  #last: LaneRef | undefined;
  #growth: ReturnType<typeof setTimeout> | undefined;

  constructor(source: Overviews) {
    this.#source = source;
    this.#queue = new LatestOnly((lane) => this.#load(lane));
  }

  get overview(): ReplayOverview | null {
    return this.#overview;
  }
  /** Changes whenever the miniature does: it is extended in place. */
  get revision(): number {
    return this.#revision;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get span(): { from: number; to: number } {
    return this.#span;
  }
  get zoomed(): boolean {
    return this.#span.from > 0 || this.#span.to < this.#rows;
  }
  /** The last row that the page knows to have been played. */
  get played(): number {
    return this.#played;
  }
  get rows(): number {
    return this.#rows;
  }

  /** Begins with a recording of so many rows, all of them in view. */
  begin(rows: number): void {
    this.#rows = rows;
    this.#span = { from: 0, to: rows };
    this.#overview = null;
    this.#played = -1;
  }

  load(lane: LaneRef, known: number): void {
    this.#last = lane;
    this.#played = Math.max(this.#played, known);
    void this.#queue.push(this.#last);
  }

  /** One bucket per drawn pixel is enough. */
  resize(width: number): void {
    const buckets = Math.min(2_000, Math.max(100, Math.round(width)));
    if (Math.abs(buckets - this.#buckets) < 40) return;
    this.#buckets = buckets;
    if (this.#last) void this.#queue.push(this.#last);
  }

  /** Takes rows that were just played into the miniature. */
  extend(frame: DecodedFrame, { events, trades }: Pick<MetricsUpdate, 'events' | 'trades'>): void {
    this.#played = Math.max(this.#played, frame.to - 1);
    if (!this.#overview || this.#played < this.#overview.to) return;
    const before = this.#overview.close.length;
    extendMiniature(this.#overview, frame);
    extendMarks(this.#overview, frame, { events, trades });
    if (this.#overview.close.length > before) this.#grown();
    else this.#growth ??= setTimeout(() => this.#grown(), GROWTH_MS);
    // Buckets of few rows, drawn when little had been played, add up: then coarser ones are asked for.
    if (this.#last && this.#overview.close.length > this.#buckets * 2) void this.#queue.push(this.#last);
  }

  /** Zooms by a factor around a row that stays where it is on the screen. */
  zoom(factor: number, around: number): void {
    const { from, to } = this.#span;
    const length = Math.min(this.#rows, Math.max(LEAST_ROWS, (to - from) * factor));
    const share = (around - from) / (to - from);
    this.show(around - share * length, length);
  }

  /** Shows half as much, with a row in the middle. */
  closer(row: number): void {
    const length = Math.max(LEAST_ROWS, (this.#span.to - this.#span.from) / 2);
    this.show(row - length / 2, length);
  }

  pan(rows: number): void {
    this.show(this.#span.from + rows, this.#span.to - this.#span.from);
  }

  fit(): void {
    this.show(0, this.#rows);
  }

  /** Keeps a row in view while it moves on a zoomed timeline. */
  follow(row: number): void {
    const { from, to } = this.#span;
    const length = to - from;
    if (row >= to || row < from) this.show(row - length * 0.15, length);
  }

  show(from: number, length: number): void {
    const start = Math.round(Math.max(0, Math.min(from, this.#rows - length)));
    const span = { from: start, to: Math.min(this.#rows, start + Math.round(length)) };
    if (span.from === this.#span.from && span.to === this.#span.to) return;
    this.#span = span;
    if (this.#last) void this.#queue.push(this.#last);
  }

  #grown(): void {
    clearTimeout(this.#growth);
    this.#growth = undefined;
    this.#revision++;
  }

  async #load(lane: LaneRef): Promise<void> {
    const { from, to } = this.#span;
    try {
      const request = { ...lane, from, to, buckets: this.#buckets };
      this.#overview = await this.#source.overview(request);
      this.#failure = null;
      this.#revision++;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
