import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { UtcMs } from '@hindcast/engine';
import type { MarketClock } from './market-clock.ts';
import type { RequestPolicy } from './policies.ts';
import type { Poll, SeriesSeen, VenueFeed } from './venue-feed.ts';

export interface CycleOptions {
  clock: MarketClock;
  /** From the start of one cycle to the start of the next, real ms. */
  everyMs: number;
  /** When the venue settles funding next, as far as it was said. */
  nextFunding: (symbol: string) => UtcMs;
  publish: (seen: SeriesSeen) => void;
  onSkew: (skewMs: number) => void;
  onError: (what: string, error: unknown) => void;
}

/** By how much a cycle may start early or late, as a share of its length: venues are not asked in step. */
const JITTER = 0.1;

/** Over which share of a period its questions are spread, when there are this many symbols or more. */
const SPREAD = 0.4;
const SPREAD_OVER = 50;
/** What is late is asked for again after this share of its period. */
const LATE = 0.2;

/** What one turn of the cycle came to. */
export interface CycleReport {
  cycles: number;
  lastMs: number;
  longestMs: number;
  asked: number;
  failed: number;
}

/**
 * Asks a venue in turns for what it does not stream: open interest at every turn, ratios when a new one must be there,
 * funding when it has settled. At most eight requests are under way; what fails is asked again at the next turn.
 */
export class RestCycle {
  readonly report: CycleReport = { cycles: 0, lastMs: NaN, longestMs: 0, asked: 0, failed: 0 };
  readonly #feed: VenueFeed;
  readonly #policy: RequestPolicy;
  readonly #options: CycleOptions;
  /** When each question may be asked again, by kind and symbol; market time. */
  readonly #due = new Map<string, UtcMs>();
  /** Stamp of the last settlement by symbol. */
  readonly #settled = new Map<string, UtcMs>();
  /** The settlement that the venue announced last, by symbol. */
  readonly #announced = new Map<string, UtcMs>();
  /** Place of each symbol in the line, 0 to 1. */
  #place: ReadonlyMap<string, number> = new Map();
  #paused = 0;

  constructor(feed: VenueFeed, policy: RequestPolicy, options: CycleOptions) {
    this.#feed = feed;
    this.#policy = policy;
    this.#options = options;
  }

  async run(symbols: readonly string[], signal: AbortSignal): Promise<void> {
    this.#place = new Map(symbols.map((symbol, k) => [symbol, k / Math.max(symbols.length, SPREAD_OVER)]));
    const now = this.#options.clock.now();
    for (const poll of this.#feed.polls) {
      for (const symbol of symbols) this.#due.set(`${poll.kind} ${symbol}`, now + this.#spread(poll, symbol));
    }
    while (!signal.aborted) {
      const started = performance.now();
      await this.turn(symbols, signal);
      const took = performance.now() - started;
      const pause = this.#options.everyMs * (1 + JITTER * (2 * Math.random() - 1)) - took;
      await wait(Math.max(0, pause), undefined, { signal }).catch(() => undefined);
    }
  }

  /** While something urgent is asked for, no further question of the cycle is put. */
  async holdWhile<T>(urgent: () => Promise<T>): Promise<T> {
    this.#paused++;
    try {
      return await urgent();
    } finally {
      this.#paused--;
    }
  }

  /** One turn: everything that is due. */
  async turn(symbols: readonly string[], signal: AbortSignal): Promise<void> {
    const started = performance.now();
    await this.#measureSkew(signal);
    const questions = this.#questions(symbols);
    const next = questions[Symbol.iterator]();
    // Eight askers: a burst of a thousand questions would stand in the line of the urgent ones.
    const askers = Array.from({ length: 8 }, async () => {
      for (let one = next.next(); !one.done && !signal.aborted; one = next.next()) {
        while (this.#paused > 0 && !signal.aborted) await wait(5);
        await this.#ask(...one.value, signal);
      }
    });
    await Promise.all(askers);
    const took = performance.now() - started;
    this.report.cycles++;
    this.report.lastMs = took;
    this.report.longestMs = Math.max(this.report.longestMs, took);
  }

  #questions(symbols: readonly string[]): [Poll, string][] {
    const now = this.#options.clock.now();
    return this.#feed.polls.flatMap((poll) =>
      symbols
        .filter((symbol) => this.#isDue(poll, symbol, now))
        .map((symbol): [Poll, string] => [poll, symbol]),
    );
  }

  #isDue(poll: Poll, symbol: string, now: UtcMs): boolean {
    if (now >= (this.#due.get(`${poll.kind} ${symbol}`) ?? -Infinity)) return true;
    return poll.kind === 'funding' && this.#hasSettled(symbol, now);
  }

  /** Whether the settlement that was announced has come, and is not known yet. */
  #hasSettled(symbol: string, now: UtcMs): boolean {
    const announced = this.#announced.get(symbol) ?? NaN;
    if (now >= announced && !((this.#settled.get(symbol) ?? NaN) >= announced)) return true;
    this.#announced.set(symbol, this.#options.nextFunding(symbol));
    return false;
  }

  /** Symbols are not all asked at the moment when something new is published for all of them. */
  #spread(poll: Poll, symbol: string): number {
    return poll.every * SPREAD * (this.#place.get(symbol) ?? 0);
  }

  async #ask(poll: Poll, symbol: string, signal: AbortSignal): Promise<void> {
    const now = this.#options.clock.now();
    try {
      this.report.asked++;
      const seen = await poll.ask(symbol, now, (request) => this.#policy.run(request, signal));
      for (const one of seen) this.#options.publish(one);
      const newest = Math.max(...seen.map(({ stamp }) => stamp));
      if (poll.kind === 'funding') this.#settled.set(symbol, newest);
      this.#due.set(`${poll.kind} ${symbol}`, nextDue(poll, newest, now) + this.#spread(poll, symbol));
    } catch (error) {
      this.report.failed++;
      if (!signal.aborted) this.#options.onError(`${this.#feed.venue} ${poll.kind} ${symbol}`, error);
    }
  }

  async #measureSkew(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      const before = clock.now();
      const theirs = await this.#policy.run(() => this.#feed.time(), signal);
      this.#options.onSkew(theirs - (before + clock.now()) / 2);
    } catch (error) {
      if (!signal.aborted) this.#options.onError(`${this.#feed.venue} time`, error);
    }
  }
}

/** When a question is worth putting again: a period after the newest answer, or a while from now when that one is late. */
function nextDue(poll: Poll, newest: UtcMs, now: UtcMs): UtcMs {
  if (poll.kind === 'funding' || !Number.isFinite(newest)) return now + poll.every;
  return Math.max(newest + poll.every, now + LATE * poll.every);
}
