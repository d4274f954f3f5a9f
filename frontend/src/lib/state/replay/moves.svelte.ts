import type { BlindChoice, ReplayState } from '@hindcast/engine/wire';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import type { Transport } from '$lib/source/market-source.ts';
import { CalmRow } from './calm-row.svelte.ts';
import type { Feeds } from './feeds.svelte.ts';
import { Film, type UntilSignal } from './film.ts';
import type { Loop } from './loop.svelte.ts';
import type { Seat } from './seat.svelte.ts';

/** Steps of so many bars are told bar by bar; beyond it only what the charts show is asked for. */
const STEP_AT_MOST = 100;
/** A step that takes longer than this shows where it goes; a shorter one is a single frame. */
const AIM_AFTER_MS = 60;
const LEAST_REACH = 200;
const FARTHEST_REACH = 8_000;

export interface MoveEvents {
  /** The cursor stands on another row, perhaps not for long. */
  passed(): void;
  /** A move has come to rest. */
  settled(): void;
  failed(thrown: unknown): void;
  /** A sentence for the reader. */
  say(text: string): void;
}

/**
 * The time cursor and everything that moves it. What is at hand is shown at once; a row that is not is shown when
 * it has come, so that no chart is ever half at one bar and half at another.
 */
export class Moves {
  readonly #seat: Seat;
  readonly #feeds: Feeds;
  readonly #loop: Loop;
  readonly #film: Film;
  readonly #events: MoveEvents;
  readonly #queue: LatestOnly<number>;
  readonly #calm = new CalmRow();
  /** The row that is shown, and the one that is asked for while it is on its way: known, and shown on the timeline. */
  #cursor = $state(0);
  #aim: number | null = null;
  #shownAim = $state<number | null>(null);
  #aimTimer: ReturnType<typeof setTimeout> | undefined;
  /** Rows the charts want to the left of the cursor. */
  #reach = 600;
  /** Whether the last move was a step: texts follow it at once. */
  #stepped = false;
  /** The way of the film from the end of the loop to its beginning, while it is under way: nobody has stopped it. */
  #round = $state.raw<object | null>(null);
  /** At which the film was last asked to play. */
  #speed = 1;
  /** Counts the moves asked for: only the last one of a drag is followed up. */
  #turn = 0;

  constructor(seat: Seat, feeds: Feeds, loop: Loop, events: MoveEvents) {
    this.#seat = seat;
    this.#feeds = feeds;
    this.#loop = loop;
    this.#film = new Film(loop);
    this.#events = events;
    this.#queue = new LatestOnly((row) => this.#moveTo(row));
  }

  get cursor(): number {
    return this.#cursor;
  }
  get pointed(): number {
    return this.#shownAim ?? this.#cursor;
  }
  get calm(): number {
    return this.#calm.row;
  }
  get playing(): boolean {
    return this.#seat.playing || this.#round !== null;
  }
  get furthest(): number {
    return Math.max(this.#seat.state?.furthest ?? 0, this.#cursor);
  }
  /** Bars that are wanted up to the cursor. */
  get wanted(): number {
    return this.#reach;
  }

  reach(rows: number): void {
    this.#reach = Math.max(LEAST_REACH, Math.min(FARTHEST_REACH, Math.ceil(rows)));
  }

  place(row: number): void {
    this.#cursor = row;
    this.#calm.follow(row, this.#stepped && !this.#seat.playing);
  }

  /** Begins on a row of a recording that was just opened. */
  begin(row: number): void {
    this.#cursor = row;
    this.#calm.jump(row);
  }

  forget(): void {
    this.#round = null;
    this.#queue.clear();
    this.#aimAt(null);
    this.#calm.release();
  }

  /** Goes to a row; nothing happens while no recording is open. */
  async seek(row: number): Promise<void> {
    if (!this.#seat.opened) return;
    this.#stepped = false;
    this.#aimAt(this.#seat.recording.clamp(row));
    await this.#follow();
  }

  /** Goes to the row that is aimed at. */
  async #follow(): Promise<void> {
    const aim = this.#aim ?? this.#cursor;
    const turn = ++this.#turn;
    try {
      await this.#queue.push(aim);
      if (turn === this.#turn) this.#events.settled();
    } catch (thrown) {
      if (turn === this.#turn) this.#events.failed(thrown);
    } finally {
      if (turn === this.#turn) {
        this.#aimAt(null);
        this.#calm.release();
      }
    }
  }

  /** Moves by some bars and stops playing; nothing happens while no recording is open. */
  async step(by: number): Promise<void> {
    if (!this.#seat.opened) return;
    if (this.playing) await this.pause();
    this.#stepped = true;
    this.#calm.hold();
    this.#aim = this.#seat.recording.clamp((this.#aim ?? this.#cursor) + by);
    this.#aimTimer ??= setTimeout(() => this.#aimAt(this.#aim), AIM_AFTER_MS);
    await this.#follow();
  }

  #aimAt(row: number | null): void {
    clearTimeout(this.#aimTimer);
    this.#aimTimer = undefined;
    this.#aim = this.#shownAim = row;
  }

  /** Gives up the move that is under way: the cursor stays where it is. */
  async cancel(): Promise<void> {
    this.forget();
    this.#turn++;
    await this.command((transport) => transport.seek({ row: this.#cursor }));
  }

  /** The row from which a film will go on: where a move under way leads, else where the server stands. */
  get #from(): number {
    return this.#aim ?? this.#seat.state?.cursor ?? this.#cursor;
  }

  /** The signal until which the film was to play; undefined where it was none. */
  get until(): UntilSignal | undefined {
    return this.#film.until;
  }

  async play(speed: number, until?: UntilSignal): Promise<void> {
    const lead = (): number | null => (until ? null : this.#film.lead(this.#from));
    const back = lead();
    if (back !== null) await this.seek(back);
    // From the end of the loop, to which there was no way back, it would play on without one.
    if (lead() !== null) return;
    this.#speed = speed;
    await this.command((transport) => this.#start(transport, speed, until));
  }

  /** Tells the source to play; where that has passed the end of the loop without knowing of it, from the beginning of the loop. */
  async #start(transport: Transport, speed: number, until?: UntilSignal): Promise<ReplayState> {
    try {
      return await transport.play(this.#film.begin(this.#from, speed, until));
    } catch (thrown) {
      const row = this.#loop.turn(Infinity);
      if (row === null || Failure.from(thrown).code !== 'REPLAY_PLAY_BEHIND') throw thrown;
      // A film that is not held would be beyond it again by then.
      await transport.pause();
      await transport.seek({ row });
      return transport.play(this.#film.begin(row, speed, until));
    }
  }

  /** Goes on at a speed, to where the film was to stop. */
  async goOn(speed: number): Promise<void> {
    await this.play(speed, this.#film.until);
  }

  /** The film has stopped by itself: at the end of the loop it goes round. False: it rests. */
  goRound(): boolean {
    const { state } = this.#seat;
    const waits = typeof state?.blind?.waiting === 'number';
    if (!state || waits || !this.#film.goesRound(state.cursor)) return false;
    void this.#goBack(state.speed);
    return true;
  }

  async #goBack(speed: number): Promise<void> {
    const round = (this.#round = {});
    this.#speed = speed;
    // Somebody may stop it on the way.
    const stopped = (): boolean => this.#round !== round;
    await this.seek(this.#film.lead(this.#from) ?? this.#from);
    // It may have been changed on the way.
    if (!stopped()) await this.play(this.#speed);
    if (!stopped()) this.#round = null;
  }

  /** The loop is another one: a film that goes round goes on accordingly, from the beginning of a range that lies behind it. */
  async followLoop(): Promise<void> {
    const { state, playing } = this.#seat;
    if (!state || !playing || !this.#film.strays(this.#from)) return;
    const back = this.#loop.turn(this.#from);
    if (back !== null) await this.seek(back);
    await this.play(state.speed);
  }

  async pause(): Promise<void> {
    this.#round = null;
    await this.command((transport) => transport.pause());
    this.#events.settled();
  }

  /** In a blind replay: answers the signal that waits. */
  async decide(choice: BlindChoice): Promise<boolean> {
    const row = this.#seat.state?.blind?.waiting ?? null;
    if (row === null) return false;
    return this.command((transport) => transport.decide({ row, choice }));
  }

  /** To the next or previous signal of at least a tier, or trade, of the main lane. */
  async jump(to: 'signal' | 'trade', direction: 1 | -1, minTier = 1): Promise<void> {
    const feed = this.#feeds.main;
    if (!feed) return;
    const { venue, symbol } = feed.lane;
    const before = this.#cursor;
    const where = { venue, symbol, to, direction, minTier };
    const done = await this.command((transport) => transport.jump(where));
    if (done && this.#cursor === before) {
      this.#events.say(`There is no ${direction > 0 ? 'later' : 'earlier'} ${to}.`);
    } else if (done && direction > 0 && this.#cursor === this.#seat.recording.rows - 1) {
      this.#events.say('This is the last bar of the recording.');
    }
    this.#events.settled();
  }

  /** Sends a command, takes its answer over and shows where that leads. False: refused, or nothing is open yet. */
  async command(give: (transport: Transport) => Promise<ReplayState>): Promise<boolean> {
    // A key may be pressed while the recording is being opened.
    if (!this.#seat.opened) return false;
    try {
      this.#seat.take(await this.#seat.command(give));
      await this.present();
      return true;
    } catch (thrown) {
      this.#events.failed(thrown);
      return false;
    }
  }

  /** Brings the rows before the server's cursor, then shows them. */
  async present(): Promise<void> {
    const { state } = this.#seat;
    if (!state) return;
    await this.#feeds.ensure(state.cursor, this.#reach);
    const now = this.#seat.state;
    if (now?.epoch === state.epoch && now.session === state.session) this.place(now.cursor);
  }

  async #moveTo(row: number): Promise<void> {
    const { state, playing } = this.#seat;
    const by = row - (state?.cursor ?? row);
    const near = !playing && by > 0 && by <= STEP_AT_MOST;
    const going = this.#seat.command((transport) => (near ? transport.step(by) : transport.seek({ row })));
    // Rows that were played before may be shown before the server has gone there; others are asked for along with the move.
    const rows =
      row <= this.furthest ? this.#showPlayed(row) : near ? null : this.#feeds.ensure(row, this.#reach);
    const early = rows?.catch(() => undefined);
    this.#seat.take(await going);
    await early;
    await this.present();
    this.#events.passed();
  }

  /** Shows a row that was played before: at once where it is at hand, otherwise when it has come. */
  async #showPlayed(row: number): Promise<void> {
    const turn = this.#turn;
    if (this.#feeds.covers(row, this.#reach)) return this.place(row);
    await this.#feeds.ensure(row, this.#reach);
    // A newer move in a drag does not wait: the last row that has come is better than an older one.
    if (turn === this.#turn || this.#aim !== null) this.place(row);
  }
}
