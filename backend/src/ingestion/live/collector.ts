import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { timeframeMs, type BarInput, type UtcMs } from '@hindcast/engine';
import { Intake, type IntakeListener } from './intake.ts';
import type { MarketClock } from './market-clock.ts';
import { PATIENCE, Pauses, RequestPolicy, type Patience } from './policies.ts';
import { RestCycle } from './rest-cycle.ts';
import type { SeriesKind, SeriesSeen, StreamName, VenueFeed } from './venue-feed.ts';

export interface CollectorOptions {
  clock: MarketClock;
  /** Length of the REST cycle, ms of real time. */
  cycleMs: number;
  /** A stream that says nothing for this long (real ms) is broken off and opened again. */
  silenceMs: number;
  patience?: Patience;
  onError?: (what: string, error: unknown) => void;
}

export const COLLECTOR_DEFAULTS = { cycleMs: 30_000, silenceMs: 20_000 };

/** How a stream is. Times are of this machine's clock (UTC ms); null where it never was. */
export interface StreamState {
  up: boolean;
  connects: number;
  failures: number;
  stalls: number;
  lastMessageAt: number | null;
  messages: number;
  lastError: string | null;
}

/** When a slow series was last published to us, and what it was about. UTC ms; null where it never was. */
export interface SeriesState {
  receivedAt: number | null;
  stamp: UtcMs | null;
  values: number;
}

/** Streams that are never silent for long on a venue that works; liquidations may be. */
const TALKATIVE: ReadonlySet<StreamName> = new Set(['klines', 'trades', 'prices']);
/** A stream that held this long has recovered: the next pause is a short one again. */
const RECOVERED_MS = 5_000;

/** Everything that is collected from one venue: its streams, kept open, and the REST cycle. */
export class Collector {
  readonly feed: VenueFeed;
  readonly intake: Intake;
  readonly policy: RequestPolicy;
  readonly cycle: RestCycle;
  readonly streams: ReadonlyMap<StreamName, StreamState>;
  readonly series: ReadonlyMap<SeriesKind, SeriesState>;
  /** The venue's clock less the market's, ms of the market; NaN until it was asked. */
  skewMs = NaN;
  readonly #options: CollectorOptions;
  readonly #stop = new AbortController();
  readonly #lastAlive = new Map<StreamName, number>();
  #symbols: readonly string[];
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    feed: VenueFeed,
    symbols: readonly string[],
    listener: Omit<IntakeListener, 'alive'>,
    options: CollectorOptions,
  ) {
    this.feed = feed;
    // Every request that waits for its turn listens to the end.
    setMaxListeners(0, this.#stop.signal);
    this.#symbols = symbols;
    this.#options = options;
    const patience = options.patience ?? PATIENCE;
    this.policy = new RequestPolicy(patience);
    feed.onThrottled = (ms) => this.policy.keepSilent(ms);
    this.intake = new Intake(symbols, timeframeMs(feed.timeframe), {
      closed: (symbol, bar, confirmed) => listener.closed(symbol, bar, confirmed),
      series: (seen) => {
        this.#note(seen);
        listener.series(seen);
      },
      alive: (stream) => this.#hear(stream),
    });
    this.streams = new Map(feed.streams.map((stream) => [stream, emptyState()]));
    const kinds = new Set<SeriesKind>(['openInterest', ...feed.polls.map(({ kind }) => kind)]);
    this.series = new Map([...kinds].map((kind) => [kind, { receivedAt: null, stamp: null, values: 0 }]));
    this.cycle = new RestCycle(feed, this.policy, {
      clock: options.clock,
      everyMs: options.cycleMs,
      nextFunding: (symbol) => this.intake.lastPrice(symbol)?.nextFundingTime ?? NaN,
      publish: (seen: SeriesSeen) => this.intake.published(seen),
      onSkew: (skew) => (this.skewMs = skew),
      onError: (what, error) => options.onError?.(what, error),
    });
  }

  get venue(): string {
    return this.feed.venue;
  }

  get symbols(): readonly string[] {
    return this.#symbols;
  }

  /** Learns the venue's contracts; symbols that it does not list are left out and returned. */
  async open(): Promise<string[]> {
    const listed = await this.policy.run(() => this.feed.open(this.#symbols), this.#stop.signal);
    const unknown = this.#symbols.filter((symbol) => !listed.includes(symbol));
    this.#symbols = listed;
    return unknown;
  }

  /** Listens and asks until {@link close}. */
  start(): void {
    const streams = [...this.streams.keys()].map((stream) => this.#keepOpen(stream));
    this.#running = Promise.allSettled([
      ...streams,
      this.#watchSilence(),
      this.cycle.run(this.#symbols, this.#stop.signal),
    ]);
  }

  /** Closed bars of a symbol by REST, completed by what its trades told. */
  async bars(symbol: string, from: UtcMs, to: UtcMs): Promise<BarInput[]> {
    const bars = await this.feed.klines(symbol, from, to, (ask) => this.policy.run(ask, this.#stop.signal));
    return bars.map((bar) => this.intake.complete(symbol, bar));
  }

  /** Closed bars of a symbol with every series that the venue still has. */
  history(symbol: string, from: UtcMs, to: UtcMs): Promise<BarInput[]> {
    const now = this.#options.clock.now();
    return this.feed.history(symbol, from, to, now, (ask) => this.policy.run(ask, this.#stop.signal));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.feed.close();
    await this.#running;
  }

  async #keepOpen(stream: StreamName): Promise<void> {
    const state = this.streams.get(stream)!;
    const pauses = new Pauses(this.#options.patience);
    while (!this.#stop.signal.aborted) {
      const since = performance.now();
      this.#lastAlive.set(stream, since);
      try {
        await this.feed.listen(stream, this.#symbols, this.intake);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#lost(stream, state, error);
      }
      if (performance.now() - since > RECOVERED_MS) pauses.reset();
      await wait(pauses.next(), undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  #hear(stream: StreamName): void {
    const state = this.streams.get(stream);
    if (!state) return;
    state.messages++;
    state.lastMessageAt = Date.now();
    this.#lastAlive.set(stream, performance.now());
    if (state.up) return;
    state.up = true;
    state.connects++;
    this.intake.heardFrom(stream, this.#options.clock.now());
  }

  #note({ kind, stamp }: SeriesSeen): void {
    const state = this.series.get(kind);
    if (!state) return;
    state.values++;
    state.receivedAt = Date.now();
    state.stamp = Math.max(stamp, state.stamp ?? stamp);
  }

  #lost(stream: StreamName, state: StreamState, error: unknown): void {
    state.up = false;
    state.failures++;
    state.lastError = wordsOf(error);
    this.intake.lost(stream);
    this.#options.onError?.(`${this.venue} ${stream}`, error);
  }

  async #watchSilence(): Promise<void> {
    const { silenceMs } = this.#options;
    while (!this.#stop.signal.aborted) {
      const started = performance.now();
      await wait(silenceMs / 4, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      // Nobody was heard while this process was busy with itself: that is no silence of the venue's.
      const busy = performance.now() - started - silenceMs / 4;
      for (const [stream, at] of this.#lastAlive) this.#lastAlive.set(stream, at + Math.max(0, busy));
      for (const [stream, state] of this.streams) {
        if (!TALKATIVE.has(stream) || !state.up) continue;
        if (performance.now() - (this.#lastAlive.get(stream) ?? 0) < silenceMs) continue;
        state.stalls++;
        await this.feed.breakOff(stream);
      }
    }
  }
}

function emptyState(): StreamState {
  return {
    up: false,
    connects: 0,
    failures: 0,
    stalls: 0,
    lastMessageAt: null,
    messages: 0,
    lastError: null,
  };
}

/** The first line of what went wrong, short: an answer of a venue may be a whole page. */
export function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0].slice(0, 200);
}
