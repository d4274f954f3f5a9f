import type { Lane } from '@hindcast/engine';
import type { LaneView, ReplayMode, ReplayState } from '@hindcast/engine/wire';
import type { MarketHold } from '../recordings/market-pool.ts';
import type { RecordedMarket } from '../recordings/recorded-market.ts';
import type { MarketTrack } from '../simulation/market-track.ts';
import { NOBODY, type Audience } from './audience.ts';
import type { Trial } from './blind/trial.ts';
import { Player, type PlayUntil } from './player.ts';
import { Reach, type FindRow } from './reach.ts';
import { toastOf, updateOf } from './update.ts';
import { Veil } from './veil.ts';
import { Watch } from './watch.ts';

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
  #veil: Veil;
  #trial: Trial | null = null;
  readonly #watch: Watch;
  #cursor = 0;
  #furthest = 0;
  #epoch = 0;
  #move: AbortController | null = null;
  /** Where the move that is under way leads; null where it is still looking. */
  #heading: number | null = null;
  #moved: Promise<void> | null = null;
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
    this.#veil = new Veil(this.recorded);
    this.#watch = new Watch(this.recorded);
    this.#reach = new Reach(this.recorded, now, (done, total) => {
      this.#audience.progress(this.#veil.progress({ session: id, done, total }));
    });
    this.#player = new Player({
      canAdvance: () => this.#move === null && !this.#reach.following && !this.#audience.isBehind(),
      advance: (rows, until) => this.#playOn(rows, until),
    });
  }

  get cursor(): number {
    return this.#cursor;
  }
  /** The row at which playing will go on: the cursor, or where a move that is under way leads. */
  get heading(): number {
    return this.#heading ?? this.#cursor;
  }
  get furthest(): number {
    return this.#furthest;
  }
  get track(): MarketTrack | null {
    return this.#trial?.track ?? this.#reach.track;
  }
  /** What stands between this session and its viewer. */
  get veil(): Veil {
    return this.#veil;
  }
  /** The viewer's own account, in a blind replay. */
  get trial(): Trial | null {
    return this.#trial;
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

  /** Where the session stands, as its viewer is told. */
  state(): ReplayState {
    const { track } = this;
    const totals = track?.totalsAt(this.#cursor);
    return this.#veil.state({
      session: this.id,
      cursor: this.#cursor,
      time: this.recorded.lanes[0].tape.openTime[this.#cursor],
      furthest: this.#furthest,
      playing: this.#player.playing,
      speed: this.#player.speed,
      strategy:
        track && totals
          ? {
              name: track.strategyName,
              hash: track.strategyHash,
              trades: totals.trades,
              netPnl: totals.netPnl,
            }
          : null,
      ...(this.#trial ? { blind: this.#trial.state() } : {}),
      epoch: this.#epoch,
    });
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

  watch(views: readonly LaneView[] | undefined, columns: readonly string[] | undefined): void {
    this.#watch.set(this.#veil, views, columns);
  }

  /**
   * From now on this is a blind replay: the viewer decides, behind a veil. To be called before anything is played.
   */
  goBlind(trial: Trial, veil: Veil, lane: Lane): void {
    this.#trial = trial;
    this.#veil = veil;
    this.#watch.only(lane);
  }

  /**
   * Goes to a row. Forward, beyond what was computed, this takes a while and is told as progress; a newer move takes
   * the place of an older one, which then leaves everything as it was.
   */
  async goTo(row: number): Promise<ReplayState> {
    const target = Math.max(this.#veil.first, Math.min(row, this.#last));
    await this.#moving(async (signal) => {
      await this.#reach.to(target + 1, signal);
      if (!signal.aborted) this.#place(target);
    }, target);
    return this.state();
  }

  /** Moves by a few rows and stops playing; forward, the rows passed are sent to the viewer as well. */
  async step(by: number): Promise<ReplayState> {
    this.#player.stop();
    const from = this.#cursor;
    const state = await this.goTo(from + by);
    const passed = this.#cursor - from;
    if (by > 0 && passed > 0 && passed <= MAX_STEP_FRAME) this.#show(from + 1, this.#cursor + 1);
    return state;
  }

  play(speed: number, until: PlayUntil | null): ReplayState {
    const waits = this.#trial?.state().waiting === this.#cursor;
    if (this.#cursor < this.#last && !waits) this.#player.start(speed, until);
    return this.state();
  }

  pause(): ReplayState {
    this.#player.stop();
    return this.state();
  }

  /**
   * Goes to the row that `find` names, computing ahead as far as it takes. Where there is none it stays, but forward in honest
   * mode: to stay would tell that nothing comes in what was not played, so it plays to the end.
   */
  async jump(find: FindRow, direction: 1 | -1): Promise<ReplayState> {
    this.#player.stop();
    await this.#moving(async (signal) => {
      const { first, rows } = this.#veil;
      const look: FindRow = (from, to) => this.#find(find, from, to);
      const found =
        direction < 0
          ? find(first, this.#cursor)
          : await this.#reach.search(this.#cursor + 1, rows, look, signal);
      const row = found < 0 && direction > 0 && this.mode === 'honest' ? this.#last : found;
      if (row >= 0 && !signal.aborted) this.#place(row);
    });
    return this.state();
  }

  /**
   * Runs another strategy along, from the first bar on; null runs none. What is answered is the state in which it runs.
   *
   * @throws HindcastError REPLAY_STRATEGY_INTERRUPTED where another one took its place before it did
   */
  async follow(opening: Promise<MarketTrack | null>): Promise<ReplayState> {
    this.#epoch++;
    await this.#reach.follow(opening, () => this.#furthest + 1, this.#closed.signal);
    return this.state();
  }

  /** Computes rows up to `to` before the session has gone there, told as progress without a number of rows. */
  async reachFor(to: number): Promise<void> {
    await this.recorded.ensure(to, { signal: this.#closed.signal });
  }

  /** Waits for a move that is under way where row `to - 1` may only be seen after it: rows are asked for along with a move. */
  async arriveAt(to: number): Promise<void> {
    while (this.#moved && to > this.visible) await this.#moved;
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
    this.#reach.close();
    this.#trial?.close();
    this.#hold.release();
  }

  async #moving(work: (signal: AbortSignal) => Promise<void>, heading: number | null = null): Promise<void> {
    this.#move?.abort();
    const move = new AbortController();
    this.#move = move;
    this.#heading = heading;
    this.#epoch++;
    const done = work(AbortSignal.any([move.signal, this.#closed.signal])).finally(() => {
      if (this.#move === move) this.#move = this.#moved = this.#heading = null;
    });
    this.#moved = done.catch(() => undefined);
    await done;
  }

  /** The lanes whose signals stop the film. */
  get #lanes(): readonly Lane[] {
    return this.#trial ? [this.#trial.lane] : this.recorded.lanes;
  }

  /** The last row of the film. */
  get #last(): number {
    return this.#veil.rows - 1;
  }

  /**
   * Looks for something in computed rows [from, to). A blind replay looks no further than the signal that waits, and that is what
   * it finds: what comes after depends on what is decided there.
   */
  #find(find: FindRow, from: number, to: number): number {
    const may = this.#trial?.reach(to - 1) ?? to - 1;
    const row = find(from, may + 1);
    return row < 0 && may < to - 1 ? may : row;
  }

  /** Stands at a computed row; in a blind replay no further than the signal that waits. */
  #place(wanted: number): void {
    const row = this.#trial?.reach(wanted) ?? wanted;
    // A strategy that was changed along with this move has decided as far as the session had been.
    this.#reach.now(row + 1);
    this.#cursor = row;
    this.#furthest = Math.max(this.#furthest, row);
    this.#player.restart();
  }

  /** Plays on by up to `rows` bars; false at the end of the film, or where it was told to stop. */
  #playOn(rows: number, until: PlayUntil | null): boolean {
    const from = this.#cursor + 1;
    const last = Math.min(this.#last, this.#cursor + rows);
    this.recorded.advanceNow(last + 1);
    const may = this.#trial?.reach(last) ?? last;
    const stop = until?.firstRow(this.#lanes, from, may + 1) ?? -1;
    const to = stop >= 0 ? stop : may;
    this.#reach.now(to + 1);
    this.#cursor = to;
    this.#furthest = Math.max(this.#furthest, to);
    const goesOn = stop < 0 && may === last && to < this.#last;
    if (!goesOn) this.#player.stop();
    if (to >= from) this.#show(from, to + 1);
    return goesOn;
  }

  #show(from: number, to: number): void {
    const update = updateOf(this, from, to);
    this.#audience.update(this.#veil.update(update));
    const toast = toastOf(update, this.#toastTier);
    if (toast) this.#audience.toast(this.#veil.toast(toast));
  }
}
