import {
  decodeFrame,
  type AlertToast,
  type BlindVerdict,
  type LaneRef,
  type LaneView,
  type MetricsUpdate,
  type ReplayAccount,
  type ReplayOpen,
  type ReplayOpened,
  type ReplayProgress,
  type ReplayState,
} from '@hindcast/engine/wire';
import type { LayoutColumns } from '$lib/charts/layout.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { MarketSource } from '$lib/source/market-source.ts';
import type { LaneFeed } from './feed.svelte.ts';
import { Feeds, noLane, sameLane } from './feeds.svelte.ts';
import { Companions, type Whereabouts } from './companions.svelte.ts';
import type { BarInspector } from './inspector.svelte.ts';
import { closestLane } from './lane-choice.ts';
import { SessionLink } from './link.svelte.ts';
import { Loop } from './loop.svelte.ts';
import { Moves } from './moves.svelte.ts';
import type { Recording } from './recording.ts';
import { Seat } from './seat.svelte.ts';
import type { Timeline } from './timeline.svelte.ts';
import type { TradesSoFar } from './trades.svelte.ts';

export type Phase = 'idle' | 'opening' | 'ready' | 'failed';

/** The lane that is shown first, as it is wished for (the most wanted first), and those beside the one that it comes to. */
export interface Lanes {
  main?: readonly Partial<LaneRef>[];
  beside?: (main: LaneRef) => readonly LaneView[];
}

/**
 * What a source has open, as this page sees it. The source owns position, speed and strategy; the page holds a window of rows
 * around the cursor and never shows a row after it.
 */
export class ReplaySession {
  readonly inspector: BarInspector;
  readonly timeline: Timeline;
  readonly trades: TradesSoFar;
  readonly link: SessionLink;
  readonly loop = new Loop(() => void this.moves.followLoop());
  readonly moves: Moves;
  readonly #seat: Seat;
  readonly #feeds: Feeds;
  readonly #companions: Companions;
  readonly #stops: (() => void)[];
  #phase = $state<Phase>('idle');
  #failure = $state.raw<Failure | null>(null);
  #progress = $state.raw<ReplayProgress | null>(null);
  #request = $state.raw<ReplayOpen | undefined>();
  /** Called with a sentence when something happened that the reader should know. */
  onNotice: (text: string) => void = () => undefined;
  /** Called with what is announced while bars come: signals from a tier upwards, and what detectors say. */
  onToast: (toast: AlertToast) => void = () => undefined;

  constructor(source: MarketSource) {
    this.#seat = new Seat(source);
    this.#feeds = new Feeds(source, ({ message, action }) => this.onNotice(`${message} ${action}`));
    this.#companions = new Companions(source, () => this.#here());
    ({ inspector: this.inspector, timeline: this.timeline, trades: this.trades } = this.#companions);
    this.link = new SessionLink(source, () => this.#resume());
    this.moves = new Moves(this.#seat, this.#feeds, this.loop, {
      passed: () => this.#passed(),
      settled: () => this.#settle(),
      failed: (thrown) => this.#trouble(thrown),
      say: (text) => this.onNotice(text),
    });
    this.#stops = [
      source.on('update', (update) => this.#updated(update)),
      source.on('toast', (toast) => {
        if (toast.session === (this.opened?.session ?? null)) this.onToast(toast);
      }),
      source.on('progress', (progress) => this.#progressed(progress)),
      source.on('ended', ({ session, reason }) => {
        if (session === this.opened?.session) this.link.end(reason);
      }),
    ];
  }

  get source(): MarketSource {
    return this.#seat.source;
  }
  get phase(): Phase {
    return this.#phase;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get opened(): ReplayOpened | null {
    return this.#seat.opened;
  }
  get recording(): Recording {
    return this.#seat.recording;
  }
  get state(): ReplayState | null {
    return this.#seat.state;
  }
  get playing(): boolean {
    return this.moves.playing;
  }
  /** The lane in the main chart. */
  get feed(): LaneFeed | null {
    return this.#feeds.main;
  }
  /** Lanes that stand beside it, at the same row. */
  get beside(): readonly LaneFeed[] {
    return this.#feeds.beside;
  }
  /** A long move that is under way. */
  get progress(): ReplayProgress | null {
    return this.#progress;
  }
  /** The row that is shown. */
  get cursor(): number {
    return this.moves.cursor;
  }
  /** Where the time cursor stands on the timeline: under the pointer while dragging. */
  get pointed(): number {
    return this.moves.pointed;
  }
  /** The row that texts are written for: the cursor, a few times a second while bars stream past. */
  get calm(): number {
    return this.moves.calm;
  }
  /** The row that the texts beside and on the chart tell of: at rest the cursor itself, while bars stream past one that can be read. */
  get legible(): number {
    return this.playing ? this.calm : this.cursor;
  }
  get furthest(): number {
    return this.moves.furthest;
  }
  /** The strategy that this page chose; undefined while the server's own choice runs along. */
  get strategyText(): string | null | undefined {
    return this.#request?.strategy;
  }
  /** Its terms; undefined for the lab's own. */
  get account(): ReplayAccount | undefined {
    return this.#request?.account;
  }

  /**
   * Opens a session; the one that was open before is closed. Another timeframe or mode of the same recording takes the
   * place of what is shown in one moment: until it has come, nothing is taken away.
   */
  async open(request: ReplayOpen, lanes: Lanes = {}): Promise<void> {
    const turning = this.#turnsTo(request);
    if (turning) this.#rest();
    else this.#leave();
    this.#request = request;
    if (!turning) this.#phase = 'opening';
    this.#failure = null;
    try {
      const opened = await this.source.open(request);
      if (this.#request !== request) return;
      await this.#adopt(opened, lanes, request);
      if (this.#request === request) this.#phase = 'ready';
    } catch (thrown) {
      if (this.#request !== request) return;
      if (turning) this.#leave();
      this.#failure = Failure.from(thrown);
      this.#phase = 'failed';
    } finally {
      this.#progress = null;
    }
  }

  /** Whether what is asked for is the recording that is shown, neither of them blind. */
  #turnsTo({ dataset, blind }: ReplayOpen): boolean {
    const { opened, state } = this;
    return this.#phase === 'ready' && opened?.dataset.name === dataset && !blind && !state?.blind;
  }

  /** Shows another lane of the same session, and others beside it. */
  async show(lane: LaneRef, beside: readonly LaneView[] = []): Promise<void> {
    try {
      if (!this.opened) return;
      // A blind replay answers to any name with the one lane that it shows.
      if (!this.opened.lanes.some((known) => sameLane(known, lane))) throw noLane(lane);
      await this.#turnTo(this.opened, lane, beside);
    } catch (thrown) {
      this.#trouble(thrown);
    }
  }

  /** Tells which columns the layout shows: asked whenever lanes are made ready. */
  set wanted(wanted: (opened: ReplayOpened) => LayoutColumns) {
    this.#feeds.wanted = wanted;
  }

  /** Columns that the layout shows besides those of the recording, as far as they are here. */
  get derived(): readonly string[] {
    return this.opened ? this.#feeds.derived(this.opened) : [];
  }

  /** Brings the columns of the layout, where some of them are not here yet. */
  async widen(): Promise<void> {
    if (this.opened && this.feed && this.#feeds.lacks(this.opened))
      await this.show(refOf(this.feed), this.beside.map(viewOf));
  }

  /** Runs another strategy along on the same terms, from the first bar on; null runs none. Rejects with what is wrong in it. */
  async useStrategy(strategy: string | null): Promise<void> {
    this.#seat.take(await this.#seat.command((transport) => transport.follow(strategy, this.account)));
    if (this.#request) this.#request = { ...this.#request, strategy };
    this.#progress = null;
    this.#settle(true);
  }

  /** Ends a blind replay: the account beside the rule's. */
  async verdict(): Promise<BlindVerdict | null> {
    try {
      if (this.playing) await this.moves.pause();
      return (await this.source.transport?.verdict()) ?? null;
    } catch (thrown) {
      this.#trouble(thrown);
      return null;
    }
  }

  close(): void {
    this.#leave();
    this.link.close();
    for (const stop of this.#stops) stop();
  }

  #leave(): void {
    this.#request = undefined;
    this.#seat.leave();
    this.#feeds.forget();
    this.#rest();
  }

  /** Forgets what was on its way, and what was said of the bar. */
  #rest(): void {
    this.moves.forget();
    this.loop.forget();
    this.#companions.forget();
  }

  async #adopt(
    opened: ReplayOpened,
    { main = [], beside }: Lanes,
    request: ReplayOpen | undefined,
  ): Promise<void> {
    const lane = closestLane(opened.lanes, main);
    const { cursor } = opened.state;
    const others = beside?.(lane) ?? [];
    const feeds = await this.#feeds.prepare(opened, lane, others, cursor, this.moves.wanted);
    if (this.#request !== request) return;
    this.#rest();
    this.#seat.sit(opened);
    this.moves.begin(cursor);
    this.link.begin();
    this.#companions.begin(opened.rows);
    this.#feeds.show(feeds);
    this.#settle(true);
  }

  async #turnTo(opened: ReplayOpened, main: LaneRef, beside: readonly LaneView[]): Promise<void> {
    this.#feeds.show(await this.#feeds.prepare(opened, main, beside, this.cursor, this.moves.wanted));
    this.#settle(true);
  }

  #updated(update: MetricsUpdate): void {
    const { playing: played } = this.#seat;
    if (!update.state || !this.#seat.take(update.state)) return;
    this.#progress = null;
    if (played && !update.state.playing && this.moves.until) this.#stopped(update);
    const { cursor, playing } = update.state;
    const frames = update.frames.map((frame) => decodeFrame(frame));
    this.#companions.take(
      update,
      frames.filter((rows) => this.#feeds.accept(rows)),
      cursor,
    );
    if (this.#feeds.covers(cursor, 1)) this.moves.place(cursor);
    else void this.moves.present();
    this.timeline.follow(this.cursor);
    if (playing) return this.#companions.look();
    // After a step the move itself comes to rest in a moment.
    if (played && !this.moves.goRound()) this.#settle();
  }

  /** Begins or ends looping; where nothing plays, the cursor goes back into a range that it had left. */
  async toggleLoop(): Promise<void> {
    this.loop.toggle();
    const back = this.playing ? null : this.loop.turn(this.cursor);
    if (back !== null) await this.moves.seek(back);
  }

  /** Playing stopped by itself; where a signal of another lane was the reason, that is said. */
  #stopped({ signals, state }: MetricsUpdate): void {
    const here = signals.filter((signal) => signal.row === state?.cursor);
    const highest = here.toSorted((a, b) => b.tier - a.tier)[0];
    if (!highest || here.some((signal) => this.feed?.shows(signal) && signal.tier === highest.tier)) return;
    const { symbol, venue, tier, name } = highest;
    this.onNotice(`Stopped at a signal of ${symbol} on ${venue}: tier ${tier}, ${name}.`);
  }

  #progressed(progress: ReplayProgress): void {
    const mine = this.opened ? progress.session === this.opened.session : this.#phase === 'opening';
    if (mine) this.#progress = progress.done < progress.total ? progress : null;
  }

  #passed(): void {
    this.#progress = null;
    this.#companions.passed();
  }

  #settle(anew = false): void {
    if (!this.opened) return;
    this.#progress = null;
    this.#companions.settle(anew);
  }

  #here(): Whereabouts | null {
    const { opened, state, feed, cursor, furthest } = this;
    if (!opened || !state) return null;
    return { lane: feed && refOf(feed), cursor, furthest, played: state.furthest };
  }

  /** Takes the session up again where it stood; when the server no longer knows it, opens it there anew. */
  async #resume(): Promise<void> {
    const { opened, state: last, playing } = this;
    const request = this.#request;
    if (!opened || !last || !request) return;
    try {
      this.#seat.sit(await this.source.resume());
      await this.moves.present();
      this.#settle(true);
      // The film waits for a page that is gone: where it plays no more, it has stopped by itself.
      if (playing && !this.#seat.playing) this.moves.goRound();
    } catch (thrown) {
      if (Failure.from(thrown).code === 'OFFLINE') throw thrown;
      await this.#reopen(request, last, playing);
    }
  }

  async #reopen(request: ReplayOpen, last: ReplayState, playing: boolean): Promise<void> {
    if (request.blind)
      return this.link.end('the server has let go of it; a blind replay cannot be taken up again');
    const at = this.recording.closeTime(last.cursor);
    const beside = this.beside.map(viewOf);
    const { range, on } = this.loop;
    await this.open({ ...request, at }, { main: this.feed ? [this.feed.lane] : [], beside: () => beside });
    if (this.#phase !== 'ready') return;
    this.loop.restore({ range, on });
    this.onNotice('The server had let go of the session. It was opened again at the same bar.');
    if (playing) await this.moves.goOn(last.speed);
  }

  #trouble(thrown: unknown): void {
    const failure = Failure.from(thrown);
    if (this.link.now === 'online') this.onNotice(`${failure.message} ${failure.action}`);
  }
}

const refOf = ({ lane }: LaneFeed): LaneRef => ({ venue: lane.venue, symbol: lane.symbol });
/** A lane as it is asked for: the session's own timeframe goes without saying. */
const viewOf = (feed: LaneFeed): LaneView => (feed.higher ? feed.lane : refOf(feed));
