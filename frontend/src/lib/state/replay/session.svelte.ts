import {
  decodeFrame,
  type LaneRef,
  type MetricsUpdate,
  type ReplayOpen,
  type ReplayOpened,
  type ReplayProgress,
  type ReplayState,
} from '@hindcast/engine/wire';
import type { Channel, Payload } from '$lib/realtime/channel.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import type { LaneFeed } from './feed.svelte.ts';
import { Feeds, sameLane } from './feeds.svelte.ts';
import { BarInspector } from './inspector.svelte.ts';
import { SessionLink } from './link.svelte.ts';
import { Loop } from './loop.svelte.ts';
import { CalmRow } from './calm-row.svelte.ts';
import { Recording } from './recording.ts';
import { Timeline } from './timeline.svelte.ts';
import { TradesSoFar } from './trades.svelte.ts';

/** The lane that is shown first, and those beside it. */
export interface Lanes {
  main?: LaneRef;
  beside?: readonly LaneRef[];
}

export type Phase = 'idle' | 'opening' | 'ready' | 'failed';
/** Requests that are answered with the session's state. */
type Command =
  'replay_seek' | 'replay_step' | 'replay_play' | 'replay_pause' | 'replay_jump' | 'replay_strategy';

/** A long move reports progress meanwhile; it may take its time. */
const LONG_REQUEST_MS = 120_000;
/** Steps of so many bars bring their rows along; beyond it they are asked for. */
const STEP_AT_MOST = 2_000;
const NOWHERE = new Recording({ rows: 0, start: 0, timeframeMs: 0 });
/**
 * One replay session on the server, as this page sees it. The server owns position, speed and strategy; the
 * page holds a window of rows around the cursor and never shows a row after it.
 */
export class ReplaySession {
  readonly inspector: BarInspector;
  readonly timeline: Timeline;
  readonly trades: TradesSoFar;
  readonly link: SessionLink;
  readonly loop = new Loop();
  readonly #feeds: Feeds;
  readonly #channel: Channel;
  readonly #moves: LatestOnly<number>;
  readonly #stops: (() => void)[];
  #phase = $state<Phase>('idle');
  #failure = $state.raw<Failure | null>(null);
  #opened = $state.raw<ReplayOpened | null>(null);
  #recording = $state.raw(NOWHERE);
  #state = $state.raw<ReplayState | null>(null);
  #progress = $state.raw<ReplayProgress | null>(null);
  /** The row that is shown, and the one that the pointer asks for while it is on its way. */
  #cursor = $state(0);
  #aim = $state<number | null>(null);
  readonly #calm = new CalmRow();
  /** Rows the chart wants to the left of the cursor. */
  #reach = 600;
  #request = $state.raw<ReplayOpen | undefined>();
  /** Counts the moves asked for: only the last one of a drag is followed up. */
  #turn = 0;
  /** Called with a sentence when something happened that the reader should know. */
  onNotice: (text: string) => void = () => undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.#feeds = new Feeds(channel);
    this.inspector = new BarInspector(channel);
    this.timeline = new Timeline(channel);
    this.trades = new TradesSoFar(channel);
    this.link = new SessionLink(channel, () => this.#resume());
    this.#moves = new LatestOnly((row) => this.#moveTo(row));
    this.#stops = [
      channel.on('metrics_update', (update) => this.#updated(update)),
      channel.on('replay_progress', (progress) => this.#progressed(progress)),
      channel.on('replay_ended', (end) => {
        if (end.session === this.#opened?.session) this.link.end(end.reason);
      }),
    ];
  }

  get phase(): Phase {
    return this.#phase;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get opened(): ReplayOpened | null {
    return this.#opened;
  }
  get recording(): Recording {
    return this.#recording;
  }
  get state(): ReplayState | null {
    return this.#state;
  }
  get feed(): LaneFeed | null {
    return this.#feeds.main;
  }
  /** Lanes that stand beside the main one, at the same row. */
  get beside(): readonly LaneFeed[] {
    return this.#feeds.beside;
  }
  get progress(): ReplayProgress | null {
    return this.#progress;
  }
  get cursor(): number {
    return this.#cursor;
  }
  /** The strategy that this page chose; undefined while the server's own choice runs along. */
  get strategyText(): string | null | undefined {
    return this.#request?.strategy;
  }
  /** The row that texts are written for: the cursor, a few times a second while bars stream past. */
  get calm(): number {
    return this.#calm.row;
  }
  /** Where the time cursor stands on the timeline: under the pointer while dragging. */
  get pointed(): number {
    return this.#aim ?? this.#cursor;
  }
  get furthest(): number {
    return Math.max(this.#state?.furthest ?? 0, this.#cursor);
  }
  get playing(): boolean {
    return this.#state?.playing ?? false;
  }

  /** Opens a session; the one that was open before is closed. */
  async open(request: ReplayOpen, lanes: Lanes = {}): Promise<void> {
    this.#leave();
    this.#request = request;
    this.#phase = 'opening';
    this.#failure = null;
    try {
      const opened = await this.#channel.request('replay_open', request, LONG_REQUEST_MS);
      if (this.#request !== request) return this.#let(opened.session);
      await this.#adopt(opened, lanes);
      this.#phase = 'ready';
    } catch (thrown) {
      if (this.#request !== request) return;
      this.#failure = Failure.from(thrown);
      this.#phase = 'failed';
    } finally {
      this.#progress = null;
    }
  }

  /** Goes to a row. What is at hand is shown at once, the rest as soon as it has come. */
  async seek(row: number): Promise<void> {
    if (!this.#opened) return;
    const aim = this.#recording.clamp(row);
    const turn = ++this.#turn;
    this.#aim = aim;
    try {
      await this.#moves.push(aim);
      if (turn === this.#turn) this.#settle();
    } catch (thrown) {
      if (turn === this.#turn) this.#trouble(thrown);
    } finally {
      if (turn === this.#turn) this.#aim = null;
    }
  }

  /** Moves by some bars and stops playing. */
  async step(by: number): Promise<void> {
    if (this.playing) await this.pause();
    await this.seek(this.pointed + by);
  }

  /** Gives up the move that is under way: the cursor stays where it is. */
  async cancel(): Promise<void> {
    this.#progress = null;
    this.#aim = null;
    this.#turn++;
    this.#moves.clear();
    await this.#command(() => this.#ask('replay_seek', { row: this.#cursor }));
  }

  async play(speed: number, until?: { minTier: number }): Promise<void> {
    const how = until ? { speed, until: 'signal' as const, minTier: until.minTier } : { speed };
    await this.#command(() => this.#ask('replay_play', how));
  }

  async pause(): Promise<void> {
    await this.#command(() => this.#ask('replay_pause', {}));
    this.#settle();
  }

  /** To the next or previous signal of at least a tier, or trade, of the lane that is shown. */
  async jump(to: 'signal' | 'trade', direction: 1 | -1, minTier = 1): Promise<void> {
    const lane = this.feed?.lane;
    if (!lane) return;
    const before = this.#cursor;
    const done = await this.#command(() => this.#ask('replay_jump', { ...lane, to, direction, minTier }));
    if (done && this.#cursor === before) {
      this.onNotice(`There is no ${direction > 0 ? 'later' : 'earlier'} ${to}.`);
    }
    this.#settle();
  }

  async useStrategy(strategy: string | null): Promise<void> {
    this.#take(await this.#ask('replay_strategy', { strategy }));
    if (this.#request) this.#request = { ...this.#request, strategy };
    this.#settle();
  }

  /** Shows another lane of the same session, and others beside it. */
  async show(lane: LaneRef, beside: readonly LaneRef[] = []): Promise<void> {
    try {
      if (this.#opened) await this.#turnTo(this.#opened, lane, beside);
    } catch (thrown) {
      this.#trouble(thrown);
    }
  }

  /** How many rows left of the cursor the chart shows; kept loaded from now on. */
  reach(rows: number): void {
    this.#reach = Math.max(200, Math.min(8_000, Math.ceil(rows)));
  }

  close(): void {
    this.#leave();
    this.link.close();
    for (const stop of this.#stops) stop();
  }

  #leave(): void {
    if (this.#opened) this.#let(this.#opened.session);
    this.#request = undefined;
    this.#opened = null;
    this.#state = null;
    this.#feeds.forget();
    this.loop.clear();
    this.#aim = null;
    this.#moves.clear();
    this.inspector.forget();
    this.trades.forget();
  }

  #let(session: string): void {
    void this.#channel.request('replay_close', { session }).catch(() => undefined);
  }

  async #adopt(opened: ReplayOpened, { main, beside = [] }: Lanes): Promise<void> {
    this.#opened = opened;
    this.#recording = new Recording(opened);
    this.#state = opened.state;
    this.#place(opened.state.cursor);
    this.link.begin();
    this.timeline.begin(opened.rows);
    const lane = opened.lanes.find((l) => main && sameLane(l, main)) ?? opened.lanes[0];
    await this.#turnTo(opened, lane, beside);
  }

  async #turnTo(opened: ReplayOpened, main: LaneRef, beside: readonly LaneRef[]): Promise<void> {
    await this.#feeds.turnTo(opened, main, beside, this.#around(this.#cursor));
    this.#settle(true);
  }

  async #moveTo(row: number): Promise<void> {
    // Rows at hand were played before: they may be shown before the server has gone there.
    if (this.#feeds.covers(...this.#around(row)) && row <= this.furthest) this.#place(row);
    const by = row - (this.#state?.cursor ?? row);
    const near = !this.playing && by > 0 && by <= STEP_AT_MOST;
    this.#take(await (near ? this.#ask('replay_step', { by }) : this.#ask('replay_seek', { row })));
    await this.#present();
    this.#look();
    const { played, span } = this.timeline;
    if (this.furthest - played > (span.to - span.from) / 100) this.#survey();
  }

  #place(row: number): void {
    this.#cursor = row;
    this.#calm.follow(row, this.playing);
  }

  async #command(ask: () => Promise<ReplayState>): Promise<boolean> {
    try {
      this.#take(await ask());
      await this.#present();
      return true;
    } catch (thrown) {
      this.#trouble(thrown);
      return false;
    }
  }

  #ask<N extends Command>(name: N, payload: Omit<Payload<N>, 'session'>): Promise<ReplayState> {
    const request = { session: this.#opened?.session ?? '', ...payload } as Payload<N>;
    return this.#channel.request(name, request, LONG_REQUEST_MS) as Promise<ReplayState>;
  }

  /** Takes a state over unless a newer one is here already. */
  #take(state: ReplayState): boolean {
    if (state.session !== this.#opened?.session || state.epoch < (this.#state?.epoch ?? 0)) return false;
    this.#state = state;
    this.#progress = null;
    return true;
  }

  /** Brings the rows before the server's cursor, then shows them. */
  async #present(): Promise<void> {
    const state = this.#state;
    if (!state) return;
    await this.#feeds.ensure(...this.#around(state.cursor));
    if (this.#state?.epoch === state.epoch) this.#place(this.#state.cursor);
  }

  #updated(update: MetricsUpdate): void {
    if (!update.state || !this.#take(update.state)) return;
    for (const frame of update.frames) {
      const rows = decodeFrame(frame);
      if (this.#feeds.accept(rows)) this.timeline.extend(rows);
    }
    this.trades.add(update);
    const { cursor, playing } = update.state;
    if (this.#feeds.covers(cursor, cursor + 1)) this.#place(cursor);
    else void this.#present();
    this.timeline.follow(this.#cursor);
    if (!playing) return this.#settle();
    this.#look();
    const back = this.loop.turn(cursor);
    if (back !== null) void this.seek(back);
  }

  #progressed(progress: ReplayProgress): void {
    const session = this.#opened?.session;
    const mine = session ? progress.session === session : this.#phase === 'opening';
    if (mine) this.#progress = progress.done < progress.total ? progress : null;
  }

  /** After a move has come to rest: what is not pushed is asked for. */
  #settle(lane = false): void {
    if (!this.#opened || !this.#state) return;
    const { session } = this.#opened;
    this.#look();
    this.trades.reload(session);
    if (lane || this.#state.furthest > this.timeline.played) this.#survey();
  }

  #survey(): void {
    const { feed } = this;
    if (this.#opened && feed) this.timeline.load(this.#opened.session, feed.lane, this.furthest);
  }

  #look(): void {
    const { feed } = this;
    if (this.#opened && feed) this.inspector.look(this.#opened.session, feed.lane, this.#cursor);
  }

  /** Takes the session up again where it stood; when the server no longer knows it, opens it there anew. */
  async #resume(): Promise<void> {
    const [opened, last, request] = [this.#opened, this.#state, this.#request];
    if (!opened || !last || !request) return;
    try {
      const answer = await this.#channel.request('replay_resume', { session: opened.session });
      this.#opened = answer;
      this.#state = answer.state;
      await this.#present();
      this.#settle(true);
      if (last.playing && !answer.state.playing) await this.play(last.speed);
    } catch (thrown) {
      if (Failure.from(thrown).code === 'OFFLINE') throw thrown;
      await this.#reopen(request, last);
    }
  }

  async #reopen(request: ReplayOpen, last: ReplayState): Promise<void> {
    const at = this.#recording.closeTime(last.cursor);
    const beside = this.beside.map((feed) => feed.lane);
    await this.open({ ...request, at }, { main: this.feed?.lane, beside });
    if (this.#phase !== 'ready') return;
    this.onNotice('The server had let go of the session. It was opened again at the same bar.');
    if (last.playing) await this.play(last.speed);
  }

  #trouble(thrown: unknown): void {
    const failure = Failure.from(thrown);
    if (this.link.now === 'online') this.onNotice(`${failure.message} ${failure.action}`);
  }

  #around(row: number): readonly [number, number] {
    return [Math.max(0, row + 1 - this.#reach), row + 1];
  }
}
