import type { Lane } from '@hindcast/engine';
import type { LaneRef, ReplayMode, ReplayState } from '@hindcast/engine/wire';
import type { MarketHold } from '../recordings/market-pool.ts';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import type { MarketTrack } from '../simulation/market-track.ts';
import { NOBODY, type Audience } from './audience.ts';
import { SESSION_COLUMNS } from './frames.ts';
import { Player, type PlayUntil } from './player.ts';
import { Reach, type FindRow } from './reach.ts';
import { toastOf, updateOf } from './update.ts';

/** Rows that a step may bring along in its update; beyond it the client asks for what it shows. */
const MAX_STEP_FRAME = 2_048;

export interface SessionOptions {
  id: string;
  hold: MarketHold;
  mode: ReplayMode;
  /** Signals of this tier and above are announced. */
  toastTier: number;
  now: () => number;
}

/** What updates carry: these lanes, these columns. */
export interface Watch {
  lanes: readonly Lane[];
  columns: readonly string[];
}

/**
 * One viewer's place in a recording: cursor, furthest bar, speed, strategy. The columns belong to the shared
 * {@link RecordedMarket}, which may have been computed further; {@link visible} says how far this session may look.
 */
export class ReplaySession {
  readonly id: string;
  readonly mode: ReplayMode;
  readonly recorded: RecordedMarket;
  readonly #hold: MarketHold;
  readonly #toastTier: number;
  readonly #now: () => number;
  readonly #player: Player;
  readonly #reach: Reach;
  #audience: Audience = NOBODY;
  #watch: Watch;
  #cursor = 0;
  #furthest = 0;
  #epoch = 0;
  #move: AbortController | null = null;
  readonly #closed = new AbortController();
  lastUsed: number;

  constructor({ id, hold, mode, toastTier, now }: SessionOptions) {
    this.id = id;
    this.mode = mode;
    this.recorded = hold.recorded;
    this.#hold = hold;
    this.#toastTier = toastTier;
    this.#now = now;
    this.lastUsed = now();
    this.#watch = { lanes: this.recorded.lanes, columns: SESSION_COLUMNS };
    this.#reach = new Reach(this.recorded, now, (done, total) => {
      this.#audience.progress({ session: id, done, total });
    });
    this.#player = new Player({
      canAdvance: () => this.#move === null && !this.#audience.isBehind(),
      advance: (rows, until) => this.#playOn(rows, until),
    });
  }

  get cursor(): number {
    return this.#cursor;
  }
  get track(): MarketTrack | null {
    return this.#reach.track;
  }
  get playing(): boolean {
    return this.#player.playing;
  }
  /** One past the last row that may leave the server. */
  get visible(): number {
    return this.mode === 'review' ? this.recorded.rows : this.#furthest + 1;
  }
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  /** Lanes and columns that the viewer looks at. */
  get watched(): Watch {
    return this.#watch;
  }

  state(): ReplayState {
    const { track } = this;
    const totals = track?.totalsAt(this.#cursor);
    return {
      session: this.id,
      cursor: this.#cursor,
      time: this.recorded.lanes[0].tape.openTime[this.#cursor],
      furthest: this.#furthest,
      playing: this.#player.playing,
      speed: this.#player.speed,
      strategy:
        track && totals ? { name: track.strategyName, trades: totals.trades, netPnl: totals.netPnl } : null,
      epoch: this.#epoch,
    };
  }

  attach(audience: Audience): void {
    this.#audience = audience;
    this.touch();
  }

  /** The viewer is gone: the film waits where it stands, and goes on when somebody takes it up again. */
  detach(): void {
    this.#audience = NOBODY;
    this.touch();
  }

  get attached(): boolean {
    return this.#audience !== NOBODY;
  }

  touch(): void {
    this.lastUsed = this.#now();
  }

  watch(lanes: readonly LaneRef[] | undefined, columns: readonly string[] | undefined): void {
    const chosen = lanes?.map(({ venue, symbol }) => this.recorded.lane(venue, symbol));
    for (const name of columns ?? [])
      for (const lane of this.recorded.lanes) this.recorded.column(lane, name);
    this.#watch = { lanes: chosen ?? this.recorded.lanes, columns: columns ?? SESSION_COLUMNS };
  }

  /**
   * Goes to a row. Forward, beyond what was computed, this takes a while and is told as progress; a newer move takes
   * the place of an older one, which then leaves everything as it was.
   */
  async goTo(row: number): Promise<ReplayState> {
    const target = this.recorded.nearestRow(row);
    await this.#moving(async (signal) => {
      await this.#reach.to(target + 1, signal);
      if (!signal.aborted) this.#place(target);
    });
    return this.state();
  }

  /** Moves by a few rows and stops playing; forward, the rows passed are sent to the viewer as well. */
  async step(by: number): Promise<ReplayState> {
    this.#player.stop();
    const from = this.#cursor;
    const state = await this.goTo(from + by);
    const passed = state.cursor - from;
    if (by > 0 && passed > 0 && passed <= MAX_STEP_FRAME) this.#show(from + 1, state.cursor + 1);
    return state;
  }

  play(speed: number, until: PlayUntil | null): ReplayState {
    if (this.#cursor < this.recorded.rows - 1) this.#player.start(speed, until);
    return this.state();
  }

  pause(): ReplayState {
    this.#player.stop();
    return this.state();
  }

  /** Goes to the row that `find` names, computing ahead as far as it takes; stays when there is none. */
  async jump(find: FindRow, direction: 1 | -1): Promise<ReplayState> {
    this.#player.stop();
    await this.#moving(async (signal) => {
      const ahead = this.#cursor + 1;
      const row = direction < 0 ? find(0, this.#cursor) : await this.#reach.search(ahead, find, signal);
      if (row >= 0 && !signal.aborted) this.#place(row);
    });
    return this.state();
  }

  /** Runs another strategy along, from the first bar on; null runs none. */
  async follow(track: MarketTrack | null): Promise<ReplayState> {
    await this.#moving(async (signal) => {
      await this.#reach.to(this.#furthest + 1, signal);
      if (track) await this.#reach.decide(track, this.#furthest + 1, signal);
      if (signal.aborted) {
        track?.close();
        return;
      }
      this.#reach.track?.close();
      this.#reach.track = track;
    });
    return this.state();
  }

  /** Resolves when rows up to `to` are computed: only in review may somebody ask for what was not played. */
  async ready(to: number): Promise<void> {
    await this.#reach.to(Math.min(to, this.visible), this.#closed.signal);
  }

  close(reason: string | null): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#move?.abort();
    this.#player.stop();
    if (reason !== null) this.#audience.ended(reason);
    this.#audience = NOBODY;
    this.#reach.track?.close();
    this.#hold.release();
  }

  async #moving(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#move?.abort();
    const move = new AbortController();
    this.#move = move;
    this.#epoch++;
    try {
      await work(AbortSignal.any([move.signal, this.#closed.signal]));
    } finally {
      if (this.#move === move) this.#move = null;
    }
  }

  #place(row: number): void {
    this.#cursor = row;
    this.#furthest = Math.max(this.#furthest, row);
    this.#player.restart();
  }

  /** Plays on by up to `rows` bars; false at the end of the film, or where it was told to stop. */
  #playOn(rows: number, until: PlayUntil | null): boolean {
    const from = this.#cursor + 1;
    const last = Math.min(this.recorded.rows - 1, this.#cursor + rows);
    this.recorded.advanceNow(last + 1);
    const stop = until?.firstRow(this.recorded.lanes, from, last + 1) ?? -1;
    const to = stop >= 0 ? stop : last;
    this.#reach.now(to + 1);
    this.#cursor = to;
    this.#furthest = Math.max(this.#furthest, to);
    const goesOn = stop < 0 && to < this.recorded.rows - 1;
    if (!goesOn) this.#player.stop();
    this.#show(from, to + 1);
    return goesOn;
  }

  #show(from: number, to: number): void {
    const update = updateOf(this, from, to);
    this.#audience.update(update);
    const toast = toastOf(update, this.#toastTier);
    if (toast) this.#audience.toast(toast);
  }
}
