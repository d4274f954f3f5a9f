import { HindcastError } from '@hindcast/engine';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import type { MarketTrack } from '../simulation/market-track.ts';

/** Progress is told this often, in ms: more would only fill the wire. */
const PROGRESS_MS = 100;
/** Computations of fewer rows than this are done before anybody would look at a progress bar. */
const TOLD_ROWS = 2_048;
/** Rows of a simulation decided, or of signals searched, between two turns of the event loop. */
const TURN_ROWS = 8_192;

/** Finds a row in [from, to), or -1. */
export type FindRow = (from: number, to: number) => number;

/** How far a recording and the strategy that runs along have been computed, and the way further. */
export class Reach {
  readonly #recorded: RecordedMarket;
  readonly #now: () => number;
  readonly #onProgress: (done: number, total: number) => void;
  #track: MarketTrack | null = null;
  #following: AbortController | null = null;

  constructor(
    recorded: RecordedMarket,
    now: () => number,
    onProgress: (done: number, total: number) => void,
  ) {
    this.#recorded = recorded;
    this.#now = now;
    this.#onProgress = onProgress;
  }

  /** The strategy that runs along. */
  get track(): MarketTrack | null {
    return this.#track;
  }
  /** Whether another one is catching up to take its place. */
  get following(): boolean {
    return this.#following !== null;
  }

  /** Computes and simulates rows up to `to`, giving way to everybody else in between. */
  async to(to: number, signal: AbortSignal): Promise<void> {
    const long = to - this.#recorded.computed > TOLD_ROWS;
    await this.#recorded.ensure(to, long ? { onProgress: this.#telling(), signal } : { signal });
    // Another strategy may have taken the place of the one that was asked.
    for (let track: MarketTrack | null = null; track !== this.#track;) {
      track = this.#track;
      if (track) await this.#decide(track, Math.min(to, this.#recorded.computed), signal);
    }
  }

  /** The same at once: for the few rows of a frame. */
  now(to: number): void {
    this.#recorded.advanceNow(to);
    this.#track?.advance(to);
  }

  /**
   * Another strategy takes the place of the one that runs along, once it has decided as many rows. Moves go on meanwhile and
   * do not hold it up; a later call does.
   *
   * @param rows asked again and again: how many rows it has to have decided
   * @throws HindcastError REPLAY_STRATEGY_INTERRUPTED where it does not run in the end, or what `opening` rejects with
   */
  async follow(opening: Promise<MarketTrack | null>, rows: () => number, closed: AbortSignal): Promise<void> {
    this.#following?.abort();
    const turn = new AbortController();
    this.#following = turn;
    try {
      const track = await opening;
      const signal = AbortSignal.any([turn.signal, closed]);
      while (track && track.rows < rows() && !signal.aborted) {
        await this.#recorded.ensure(rows(), { signal });
        await this.#decide(track, rows(), signal);
      }
      if (signal.aborted) {
        track?.close();
        throw interrupted();
      }
      this.#track?.close();
      this.#track = track;
    } finally {
      if (this.#following === turn) this.#following = null;
    }
  }

  close(): void {
    this.#track?.close();
  }

  async #decide(track: MarketTrack, to: number, signal: AbortSignal): Promise<void> {
    while (track.rows < to && !track.closed && !signal.aborted) {
      track.advance(Math.min(to, track.rows + TURN_ROWS));
      if (track.rows < to) await nextTurn();
    }
  }

  /** The first row of [from, end) that `find` finds, computing ahead as far as it takes; -1 when there is none. */
  async search(from: number, end: number, find: FindRow, signal: AbortSignal): Promise<number> {
    while (from < end && !signal.aborted) {
      const to = Math.min(end, from + TURN_ROWS);
      await this.to(to, signal);
      const row = find(from, to);
      if (row >= 0) return row;
      from = to;
    }
    return -1;
  }

  #telling(): (done: number, total: number) => void {
    let told = this.#now();
    return (done, total) => {
      if (this.#now() - told < PROGRESS_MS && done < total) return;
      told = this.#now();
      this.#onProgress(done, total);
    };
  }
}

function interrupted(): HindcastError {
  return new HindcastError(
    'REPLAY_STRATEGY_INTERRUPTED',
    'This strategy does not run along: another one was asked for, or the replay was closed, before it had caught up.',
    'Ask for it again if it is still wanted.',
    { field: 'strategy' },
  );
}
