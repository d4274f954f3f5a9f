import type { SpreadTrade } from '$lib/charts/pairs/spread-marks.ts';
import { Loop } from '$lib/state/replay/loop.svelte.ts';
import type { Scrubbed } from '$lib/state/replay/scrubbed.ts';
import { Timeline } from '$lib/state/replay/timeline.svelte.ts';
import { pairOverview } from './pair-overview.ts';

/** Rows in order of time: a grid of bars, or the times that two uploads have in common. */
export interface PairRows {
  readonly times: Float64Array;
  readonly timeframeMs: number;
  readonly spread: Float64Array;
  readonly trades: readonly SpreadTrade[];
}

const NOTHING: PairRows = {
  times: new Float64Array(0),
  timeframeMs: 60_000,
  spread: new Float64Array(0),
  trades: [],
};

/** The time cursor of a pair: what lies after it is shown nowhere. At the last row it stays with the newest. */
export class PairScrub implements Scrubbed {
  readonly loop = new Loop();
  readonly timeline: Timeline;
  readonly moves = { seek: (row: number): Promise<void> => Promise.resolve(this.seek(row)) };
  /** Bars per second. */
  speed = $state(25);
  #rows = $state.raw<PairRows>(NOTHING);
  #cursor = $state(0);
  #playing = $state(false);
  #frame = 0;

  constructor() {
    this.timeline = new Timeline({
      overview: ({ from, to, buckets }) => {
        const { spread, trades } = this.#rows;
        return Promise.resolve(pairOverview(spread, trades, { from, to, buckets, known: this.#cursor + 1 }));
      },
    });
  }

  readonly recording = $derived.by(() => {
    const { times, timeframeMs } = this.#rows;
    const rows = times.length;
    const openTime = (row: number): number => {
      if (rows === 0) return 0;
      if (row < rows) return times[Math.max(0, row)];
      return times[rows - 1] + (row - rows + 1) * timeframeMs;
    };
    const closeTime = (row: number): number => openTime(row) + timeframeMs;
    const rowAt = (time: number): number => {
      let [low, high] = [0, rows];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (times[middle] + timeframeMs <= time) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, low - 1);
    };
    return { rows, openTime, closeTime, rowAt };
  });

  get cursor(): number {
    return this.#cursor;
  }
  get pointed(): number {
    return this.#cursor;
  }
  /** Honest: nothing is known beyond the cursor. */
  get furthest(): number {
    return this.#cursor;
  }
  get playing(): boolean {
    return this.#playing;
  }
  /** Whether the cursor stands at the newest row, and so goes along with it. */
  get atEnd(): boolean {
    return this.#cursor >= this.recording.rows - 1;
  }
  /** The clock: close of the bar at the cursor, UTC ms; null without rows. */
  get time(): number | null {
    return this.recording.rows === 0 ? null : this.recording.closeTime(this.#cursor);
  }

  /** Takes rows, and stands where it stood: at the same time, or at the end. */
  take(rows: PairRows, time: number | null): void {
    const { times: before } = this.#rows;
    this.#rows = rows;
    const last = Math.max(0, rows.times.length - 1);
    this.#cursor = time === null ? last : Math.min(last, this.recording.rowAt(time));
    if (rows.times.length !== before.length) this.timeline.begin(Math.max(1, rows.times.length));
    // A live market that grows keeps the range that was marked.
    if (rows.times[0] !== before[0] || rows.times.length < before.length) this.loop.clear();
    this.#redraw();
  }

  /** The same rows with other trades. */
  trade(trades: readonly SpreadTrade[]): void {
    this.#rows = { ...this.#rows, trades };
    this.#redraw();
  }

  seek(row: number): void {
    const next = Math.max(0, Math.min(this.recording.rows - 1, Math.round(row)));
    if (next === this.#cursor) return;
    this.#cursor = next;
    this.timeline.follow(next);
    this.#redraw();
  }
  step(by: number): void {
    this.pause();
    this.seek(this.#cursor + by);
  }

  /** To where the rule next goes in or out; stays where there is none. */
  jump(way: 1 | -1): void {
    this.pause();
    const rows = this.#rows.trades.flatMap(({ entryRow, exitRow }) =>
      exitRow === null ? [entryRow] : [entryRow, exitRow],
    );
    const next =
      way > 0 ? rows.find((row) => row > this.#cursor) : rows.findLast((row) => row < this.#cursor);
    if (next !== undefined) this.seek(next);
  }

  toggleLoop(): void {
    this.loop.toggle();
    const back = this.loop.turn(this.#cursor);
    if (back !== null) this.seek(back);
  }

  /** Plays from here, or from the beginning when everything has been shown. */
  play(): void {
    if (this.#playing || this.recording.rows === 0) return;
    if (this.atEnd) this.seek(this.loop.range?.from ?? Math.floor(this.recording.rows / 4));
    this.#playing = true;
    let last = performance.now();
    let due = 0;
    const go = (now: number): void => {
      due += ((now - last) / 1000) * this.speed;
      last = now;
      const whole = Math.floor(due);
      if (whole > 0) {
        due -= whole;
        const end = this.loop.end(this.#cursor) ?? this.recording.rows - 1;
        this.seek(Math.min(end, this.#cursor + whole));
        const back = this.loop.turn(this.#cursor);
        if (back !== null) this.seek(back);
      }
      if (this.atEnd && !this.loop.on) return this.pause();
      this.#frame = requestAnimationFrame(go);
    };
    this.#frame = requestAnimationFrame(go);
  }
  pause(): void {
    cancelAnimationFrame(this.#frame);
    this.#playing = false;
  }
  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  #redraw(): void {
    this.timeline.load({ venue: '', symbol: '' }, this.#cursor);
  }
}
