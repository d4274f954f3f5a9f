import { decodeFrame, type DecodedFrame, type LaneRef } from '@hindcast/engine/wire';
import type { Channel } from '$lib/realtime/channel.ts';
import { LaneWindow, WINDOW_ROWS } from './lane-window.ts';

/** Frames that may wait for the rows before them: some seconds of playing. */
const EARLY_FRAMES = 255;

/** The rows of one lane of a session, kept up to date; {@link revision} changes whenever they do. */
export class LaneFeed {
  readonly lane: LaneRef;
  readonly window: LaneWindow;
  readonly #channel: Channel;
  readonly #session: string;
  #revision = $state(0);
  #loadingOlder = $state(false);
  /** The rows asked for last: an answer that arrives too late and lies elsewhere is dropped. */
  #wanted: readonly [from: number, to: number] = [0, 0];
  /** Pushed frames that came before the rows between them and what is held. */
  #early: DecodedFrame[] = [];

  constructor(channel: Channel, session: string, lane: LaneRef, columns: readonly string[]) {
    this.#channel = channel;
    this.#session = session;
    this.lane = lane;
    this.window = new LaneWindow(columns);
  }

  get revision(): number {
    return this.#revision;
  }
  get loadingOlder(): boolean {
    return this.#loadingOlder;
  }

  carries(frame: { venue: string; symbol: string }): boolean {
    return frame.venue === this.lane.venue && frame.symbol === this.lane.symbol;
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

  /** Makes rows [from, to) present, asking only for those that are missing. */
  async ensure(from: number, to: number): Promise<void> {
    this.#wanted = [from, to];
    const { window } = this;
    if (window.covers(from, to)) return;
    const touches = window.rows > 0 && from <= window.to && to >= window.from;
    if (!touches) return this.#fetch(from, to);
    if (from < window.from) await this.#fetch(from, window.from);
    if (to > window.to) await this.#fetch(window.to, to);
  }

  /** Loads older rows for panning back; as far as the window allows behind `cursor`. */
  async older(from: number, cursor: number): Promise<void> {
    const start = Math.max(0, from, cursor + 1 - WINDOW_ROWS);
    if (this.#loadingOlder || start >= this.window.from) return;
    this.#loadingOlder = true;
    try {
      await this.ensure(start, this.window.to);
    } finally {
      this.#loadingOlder = false;
    }
  }

  async #fetch(from: number, to: number): Promise<void> {
    const { venue, symbol } = this.lane;
    const request = { session: this.#session, venue, symbol, from, to, columns: [...this.window.columns] };
    const frame = await this.#channel.request('replay_rows', request);
    const [wantedFrom, wantedTo] = this.#wanted;
    if (frame.to < wantedFrom || frame.from > wantedTo) return;
    this.window.accept(decodeFrame(frame));
    this.#revision++;
    this.#catchUp();
  }
}
