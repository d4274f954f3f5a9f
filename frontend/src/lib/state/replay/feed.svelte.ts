import { decodeFrame, type DecodedFrame, type LaneView } from '@hindcast/engine/wire';
import type { MarketSource } from '$lib/source/market-source.ts';
import { LaneWindow, WINDOW_ROWS } from './lane-window.ts';
import type { Recording } from './recording.ts';

/** Frames that may wait for the rows before them: some seconds of playing. */
const EARLY_FRAMES = 255;

/** A lane, the timeframe in which it is looked at, and the grid on which its bars stand. */
export interface FeedView {
  lane: LaneView & { timeframe: string };
  grid: Recording;
  /** The grid of the session: the cursor stands on it. */
  base: Recording;
}

/** The rows of one lane, kept up to date; {@link revision} changes whenever they do. */
export class LaneFeed {
  readonly lane: LaneView & { timeframe: string };
  readonly window: LaneWindow;
  readonly #grid: Recording;
  readonly #base: Recording;
  readonly #source: MarketSource;
  #revision = $state(0);
  #loadingOlder = $state(false);
  /** The rows asked for last: an answer that arrives too late and lies elsewhere is dropped. */
  #wanted: readonly [from: number, to: number] = [0, 0];
  /** The first row that is wanted for panning back. */
  #oldest = 0;
  /** Pushed frames that came before the rows between them and what is held. */
  #early: DecodedFrame[] = [];

  constructor(source: MarketSource, { lane, grid, base }: FeedView, columns: readonly string[]) {
    this.#source = source;
    this.lane = lane;
    this.#grid = grid;
    this.#base = base;
    this.window = new LaneWindow(columns);
  }

  get revision(): number {
    return this.#revision;
  }
  get loadingOlder(): boolean {
    return this.#loadingOlder;
  }
  /** Whether its bars are longer than the session's. */
  get higher(): boolean {
    return this.#grid !== this.#base;
  }

  openTime(row: number): number {
    return this.#grid.openTime(row);
  }
  /** The last of its bars that had closed when the cursor's had; -1 before the first. */
  rowAt(cursor: number): number {
    return this.higher ? this.#grid.lastClosed(this.#base.closeTime(cursor)) : cursor;
  }
  /** The bar of its own in which a bar of the session lies. */
  barOf(row: number): number {
    return this.higher ? this.#grid.lastOpened(this.#base.openTime(row)) : row;
  }
  /** The bar of the session at whose close a bar of its own was known. */
  cursorOf(row: number): number {
    return this.higher ? this.#base.rowAt(this.#grid.closeTime(row)) : row;
  }

  /** Whether a frame holds rows of this very view. */
  carries(frame: { venue: string; symbol: string; timeframe: string }): boolean {
    return frame.timeframe === this.lane.timeframe && this.shows(frame);
  }
  /** Whether something belongs to its venue and symbol. */
  shows({ venue, symbol }: { venue: string; symbol: string }): boolean {
    return venue === this.lane.venue && symbol === this.lane.symbol;
  }

  /** Takes a pushed frame; one that would leave a hole waits until {@link ensure} has filled it. */
  accept(frame: DecodedFrame): void {
    if (frame.from > this.window.to && this.window.rows > 0) {
      this.#early = [...this.#early.slice(-EARLY_FRAMES), frame];
      return;
    }
    this.window.accept(frame);
    this.#revision++;
  }

  /** Takes the waiting frames that now follow on what is held; older ones are of no use any more. */
  #catchUp(): void {
    const waiting = this.#early;
    this.#early = [];
    for (const frame of waiting) if (frame.to > this.window.to) this.accept(frame);
  }

  /** Whether it holds so many bars up to the cursor's. */
  covers(cursor: number, bars: number): boolean {
    const to = this.rowAt(cursor) + 1;
    return to <= 0 || this.window.covers(Math.max(0, to - bars), to);
  }

  /** Makes so many bars up to the cursor's present, asking only for those that are missing. */
  async ensure(cursor: number, bars: number): Promise<void> {
    const to = this.rowAt(cursor) + 1;
    if (to > 0) await this.#bring(Math.max(0, to - bars), to);
  }

  async #bring(from: number, to: number): Promise<void> {
    this.#wanted = [from, to];
    const { window } = this;
    if (window.covers(from, to)) return;
    const touches = window.rows > 0 && from <= window.to && to >= window.from;
    if (!touches) return this.#fetch(from, to);
    if (from < window.from) await this.#fetch(from, window.from);
    if (to > window.to) await this.#fetch(window.to, to);
  }

  /** Loads older bars for panning back; as far as the window allows behind the cursor's. */
  async older(bars: number, cursor: number): Promise<void> {
    const last = this.rowAt(cursor);
    this.#oldest = Math.max(0, last + 1 - Math.min(bars, WINDOW_ROWS));
    if (this.#loadingOlder || last < 0) return;
    this.#loadingOlder = true;
    try {
      // More may be wanted by the time they have come.
      for (let from = Infinity; this.#oldest < this.window.from && this.window.from < from;) {
        from = this.window.from;
        await this.#bring(this.#oldest, this.window.to);
      }
    } finally {
      this.#loadingOlder = false;
    }
  }

  async #fetch(from: number, to: number): Promise<void> {
    const frame = await this.#source.rows({ ...this.lane, from, to, columns: [...this.window.columns] });
    const [wantedFrom, wantedTo] = this.#wanted;
    if (frame.to < wantedFrom || frame.from > wantedTo) return;
    this.window.accept(decodeFrame(frame));
    this.#revision++;
    this.#catchUp();
  }
}
