import type { Logger } from '@nestjs/common';
import {
  alignOpen,
  timeframeMs,
  type BarInput,
  type EngineConfig,
  type Timeframe,
  type UtcMs,
} from '@hindcast/engine';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertDesks } from '../alerts/desk/alert-desks.ts';
import { engineConfig } from '../config/engine-config.ts';
import type { Environment } from '../config/environment.ts';
import type { BarSource } from '../database/entities/bar.entity.ts';
import type { BarStore } from '../ingestion/bar-store.ts';
import { Collector, COLLECTOR_DEFAULTS, wordsOf } from '../ingestion/live/collector.ts';
import type { SeriesSeen } from '../ingestion/live/venue-feed.ts';
import { sectionsOf } from '../settings/thresholds.ts';
import type { SettingsService } from '../settings/settings.service.ts';
import { VERSION } from '../version.ts';
import { Announcer, type AnnouncedSlice } from './announcer.ts';
import { BeforeClose } from './before-close.ts';
import { Decider, DECIDER_DEFAULTS, type DecidedSlice } from './decider.ts';
import { Extent } from './extent.ts';
import type { Journal } from './journal.ts';
import { LiveMarket } from './live-market.ts';
import type { LiveSource } from './live-source.ts';
import { Published } from './published.ts';
import { releaseHeap } from './release-heap.ts';
import { Repairs } from './repairs.ts';
import { Upkeep } from './upkeep.ts';

export type LiveStage = 'opening' | 'warming' | 'live' | 'ended';

export interface LiveRunParts {
  environment: Environment;
  source: LiveSource;
  bars: BarStore;
  journal: Journal;
  settings: SettingsService;
  desks: AlertDesks;
  log: Logger;
}

/** How long the venues may take to be reached before the market begins without them, real ms. */
const OPENING_MS = 15_000;
/** What bars said that closed while this process was down, is told when it is back, if they closed this lately; market ms. */
const TOLD_LATE_MS = 15 * 60_000;
/** How long after a decision what nobody waits for is done, ms. */
const TIDY_AFTER_MS = 100;
/** The market begins anew with filled holes no oftener than this, market ms. */
const ANEW_EVERY = 3_600_000;

interface LaneOf {
  collector: Collector;
  symbol: string;
}

/**
 * One source from its first connection to its end: collectors, warm start, decider, engine, journal. When its columns
 * are full, or holes of its past have been filled, it begins anew from the stored bars without losing a slice.
 */
export class LiveRun {
  stage: LiveStage = 'opening';
  market: LiveMarket | undefined;
  onSlice: (slice: AnnouncedSlice) => void = () => {};
  onBegun: () => void = () => {};
  readonly source: LiveSource;
  readonly collectors: readonly Collector[];
  readonly repairs: Repairs;
  /** Resolves when the source has nothing more. */
  readonly ended: Promise<void>;
  decider: Decider | undefined;
  lanes: LaneOf[] = [];
  /** Number of the stretch that is being written. */
  epoch = 0;
  epochs = 0;
  holes = 0;
  errors = 0;
  readonly announcer: Announcer;
  readonly #parts: LiveRunParts;
  readonly #base: Timeframe;
  readonly #ms: number;
  readonly #place = new Map<string, number>();
  /** What came before there was a decider. */
  #early: { lane: number; bar: BarInput }[] = [];
  readonly #published = new Published();
  readonly #beforeClose = new BeforeClose();
  readonly #upkeep: Upkeep;
  /** Sections of the engine's configuration that the settings change, and the settings they were made of. */
  #thresholds: Partial<EngineConfig> = {};
  #thresholdsKey = '';
  #thresholdsChanged = false;
  #anewAt = -Infinity;
  #beginning = false;
  #closed = false;
  #end: () => void = () => {};

  constructor(parts: LiveRunParts) {
    this.#parts = parts;
    const { source, environment, desks } = parts;
    this.source = source;
    this.announcer = new Announcer({
      ...{ journal: parts.journal, desks, market: source.market },
      onSlice: (slice) => this.onSlice(slice),
      onTrouble: (what, error) => this.#trouble(what, error),
    });
    this.#base = environment.timeframes[0];
    this.#ms = timeframeMs(this.#base);
    const { speed } = source.clock;
    this.collectors = source.feeds.map(
      (feed) =>
        new Collector(
          feed,
          source.symbols,
          {
            closed: (symbol, bar, confirmed) => this.#closedBar(feed.venue, symbol, bar, confirmed),
            series: (seen) => this.#series(feed.venue, seen),
          },
          {
            clock: source.clock,
            cycleMs: Math.max(1_000, (environment.intervalSeconds * 1_000) / speed),
            silenceMs: Math.max(2_000, COLLECTOR_DEFAULTS.silenceMs / speed),
            onError: (what, error) => this.#trouble(what, error),
          },
        ),
    );
    this.repairs = new Repairs({
      ...{ market: source.market, timeframe: this.#base, clock: source.clock, journal: parts.journal },
      onError: (what, error) => this.#trouble(what, error),
    });
    this.#upkeep = new Upkeep({
      ...{ market: source.market, clock: source.clock, endsAt: source.endsAt },
      ...{ retentionDays: environment.retentionDays, journal: parts.journal, repairs: this.repairs },
      refreshSettings: () => this.#refreshSettings(),
      onEnd: () => this.close(),
      onTrouble: (what, error) => this.#trouble(what, error),
    });
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** How much market there is room for. */
  get #extent(): Extent {
    return new Extent(this.#parts.environment, this.lanes.length);
  }

  get baseTimeframe(): Timeframe {
    return this.#base;
  }

  /** Connects, warms up, and goes live. */
  async start(): Promise<void> {
    await this.#open();
    this.stage = 'warming';
    for (const collector of this.collectors) collector.start();
    await this.#untilHeard();
    await this.#refreshSettings().catch((error: unknown) => this.#trouble('settings', error));
    await this.#begin(alignOpen(this.source.clock.now(), this.#base));
    void this.#upkeep.run();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.announcer.close();
    this.#beforeClose.stop();
    this.#upkeep.stop();
    this.decider?.stop();
    this.repairs.stop();
    await Promise.all(this.collectors.map((collector) => collector.close()));
    await this.source.close();
    await this.#parts.journal.settled();
    this.stage = 'ended';
    this.#end();
  }

  /** Learns what each venue lists; one that cannot be reached in time is asked again and again, and has holes until then. */
  async #open(): Promise<void> {
    const opening = this.collectors.map(async (collector) => {
      while (!this.#closed) {
        try {
          const unknown = await collector.open();
          if (unknown.length > 0)
            this.#parts.log.warn(`${collector.venue} does not list ${unknown.join(', ')}`);
          return;
        } catch (error) {
          this.#trouble(`${collector.venue} markets`, error);
          await wait(1_000, undefined, { ref: false });
        }
      }
    });
    await Promise.race([Promise.all(opening), wait(OPENING_MS, undefined, { ref: false })]);
    this.lanes = this.collectors.flatMap((collector) =>
      collector.symbols.map((symbol) => ({ collector, symbol })),
    );
    this.lanes.forEach(({ collector, symbol }, k) => this.#place.set(`${collector.venue} ${symbol}`, k));
  }

  /** The streams of bars are open: from here on no bar closes unheard. */
  async #untilHeard(): Promise<void> {
    const deadline = performance.now() + OPENING_MS;
    const heard = (): boolean => this.collectors.every(({ streams }) => streams.get('klines')?.up ?? true);
    while (!heard() && performance.now() < deadline && !this.#closed) await wait(20);
  }

  /** Fills the past from the venues, builds the market on it, and lets the decider go on at `firstLive`. */
  async #begin(firstLive: UtcMs): Promise<void> {
    const { bars, journal } = this.#parts;
    const past = { from: this.#extent.firstOpen(firstLive), to: firstLive };
    await this.repairs.fill(bars, this.lanes, past);
    const lastClose = await journal.lastClose(this.source.market, this.#base);
    await this.#build(firstLive, Math.max(lastClose ?? Infinity, this.source.clock.now() - TOLD_LATE_MS));
    if (this.#closed) return;
    this.decider = this.#newDecider(firstLive);
    this.#published.handTo(this.decider, this.market!.views.get(this.#base)!.lanes, firstLive);
    for (const { lane, bar } of this.#early.splice(0)) this.decider.bar(lane, bar, 'kline');
    this.decider.start();
    this.#planForClose(firstLive + this.#ms);
    this.stage = 'live';
    this.onBegun();
  }

  async #build(firstLive: UtcMs, missedSince?: UtcMs): Promise<void> {
    const { bars, journal, environment } = this.#parts;
    const firstOpen = this.#extent.firstOpen(firstLive);
    const { market, clock } = this.source;
    const lanes = this.lanes.map(({ collector, symbol }) => ({ venue: collector.venue, symbol }));
    this.announcer.finish();
    await journal.settled();
    const warmedAt = journal.mark(clock.now() + 1);
    const config = { ...engineConfig(environment), ...this.#thresholds };
    this.#thresholdsChanged = false;
    const plan = {
      ...{ lanes, timeframes: environment.timeframes, config, firstOpen, firstLive },
      capacity: this.#extent.capacity(firstOpen, firstLive),
    };
    const range = { market, timeframe: this.#base, from: firstOpen, to: firstLive - 1 };
    const built = await LiveMarket.warm(plan, bars.blocks(range, lanes.length, warmedAt), releaseHeap);
    this.epoch = await journal.begin({
      ...{ market, timeframes: [...environment.timeframes], lanes, config },
      ...{ engineVersion: VERSION, warmedAt, firstOpen, firstLive },
    });
    this.epochs++;
    this.#anewAt = clock.now();
    this.repairs.filled = 0;
    this.market = built;
    this.announcer.follow(built, this.epoch, missedSince);
  }

  #newDecider(first: UtcMs): Decider {
    // A recorded market that goes fast leaves less time between two closes.
    const barMs = this.#ms / this.source.clock.speed;
    return new Decider({
      ...{ timeframe: this.#base, lanes: this.lanes.length, clock: this.source.clock, first },
      graceMs: Math.min(DECIDER_DEFAULTS.graceMs, barMs / 2),
      settleMs: Math.min(DECIDER_DEFAULTS.settleMs, barMs / 20),
      askAfterMs: Math.min(DECIDER_DEFAULTS.askAfterMs, barMs / 8),
      lastWords: {
        summed: (lane, open) => this.lanes[lane].collector.intake.summed(this.lanes[lane].symbol, open),
        liquidated: (lane, open) =>
          this.lanes[lane].collector.intake.liquidated(this.lanes[lane].symbol, open),
      },
      onMissing: (lanes, open, last) => this.#askForMissing(lanes, open, last),
      onSlice: (slice) => this.#decided(slice),
      onLate: (lane, bar, source, knownAt) => void this.#learnLate(lane, bar, source, knownAt),
    });
  }

  #closedBar(venue: string, symbol: string, bar: BarInput, confirmed: boolean): void {
    const lane = this.#laneOf(venue, symbol);
    if (lane === undefined) return;
    if (!confirmed) this.repairs.lookAgain(this.lanes[lane], bar.openTime);
    if (this.decider) this.decider.bar(lane, bar, 'kline');
    else this.#early.push({ lane, bar });
  }

  #series(venue: string, seen: SeriesSeen): void {
    const lane = this.#laneOf(venue, seen.symbol);
    if (lane === undefined) return;
    if (this.decider) this.decider.series(lane, seen.kind, seen.stamp, seen.values);
    else this.#published.hear(lane, seen);
  }

  #laneOf(venue: string, symbol: string): number | undefined {
    return this.#place.get(`${venue} ${symbol}`);
  }

  /** The stream did not bring these bars in time: they are asked for, before anything else is. */
  #askForMissing(lanes: readonly number[], openTime: UtcMs, last: boolean): void {
    for (const lane of lanes) {
      const { collector, symbol } = this.lanes[lane];
      if (collector.policy.state === 'open') continue;
      const asked = collector.cycle.holdWhile(() => collector.bars(symbol, openTime, openTime + this.#ms));
      asked.then(
        (bars) => {
          bars.forEach((bar) => this.decider?.bar(lane, bar, 'repair'));
          if (bars.length === 0 && last) this.decider?.absent(lane, openTime);
        },
        (error: unknown) => this.#trouble(`${collector.venue} bar of ${symbol}`, error),
      );
    }
  }

  #decided(slice: DecidedSlice): void {
    this.announcer.announce(slice);
    this.#beginAnewWhenDue();
    this.#beforeClose.plan(
      (slice.openTime + 2 * this.#ms - this.source.clock.now()) / this.source.clock.speed,
    );
    // What nobody waits for comes when readers and receivers have been served.
    setTimeout(() => this.#tidy(slice), TIDY_AFTER_MS).unref();
  }

  #planForClose(close: UtcMs): void {
    const { clock } = this.source;
    this.#beforeClose.plan((close - clock.now()) / clock.speed);
  }

  /** Has doubtful bars looked at again and missing ones asked for, and forgets the trades of decided bars. */
  #tidy(slice: DecidedSlice): void {
    if (this.#closed) return;
    slice.bars.forEach((bar, lane) => {
      if (slice.sources[lane] !== 'kline') this.repairs.lookAgain(this.lanes[lane], slice.openTime);
      if (Number.isFinite(bar?.close)) return;
      this.holes++;
      this.repairs.missing(this.lanes[lane], slice.openTime);
    });
    for (const { intake } of this.collectors) intake.decided(slice.openTime);
  }

  /** A bar that came after its slice was decided is kept as what was learnt later; the engine goes on as it decided. */
  async #learnLate(lane: number, bar: BarInput, source: BarSource, knownAt: UtcMs): Promise<void> {
    const { collector, symbol } = this.lanes[lane];
    const where = { venue: collector.venue, symbol };
    const word = source === 'kline' ? 'revised' : source;
    await this.#parts.journal
      .learn(this.source.market, this.#base, where, [bar], knownAt, word)
      .catch((error: unknown) => this.#trouble('database', error));
  }

  /** With full columns, filled holes or other thresholds: the market is built again from the stored bars while the decider waits. */
  #beginAnewWhenDue(): void {
    const healed = this.repairs.isDone && this.repairs.filled > 0;
    const due = healed && this.source.clock.now() - this.#anewAt > ANEW_EVERY;
    const wanted = this.market?.isFull || due || this.#thresholdsChanged;
    if (this.#beginning || !this.decider || !wanted) return;
    this.#beginning = true;
    this.decider.pause();
    const firstLive = this.decider.next;
    this.#build(firstLive)
      .then(() => this.onBegun())
      .catch((error: unknown) => this.#trouble('begin anew', error))
      .finally(() => {
        this.#beginning = false;
        this.decider?.resume();
      });
  }

  async #refreshSettings(): Promise<void> {
    const { toastTier, thresholds } = await this.#parts.settings.read();
    this.announcer.toastTier = toastTier;
    const key = JSON.stringify(thresholds);
    if (key === this.#thresholdsKey) return;
    this.#thresholdsKey = key;
    this.#thresholds = sectionsOf(thresholds);
    this.#thresholdsChanged = this.market !== undefined;
    this.#beginAnewWhenDue();
  }

  #trouble(what: string, error: unknown): void {
    if (this.#closed) return;
    this.errors++;
    this.#parts.log.warn(`${what}: ${wordsOf(error)}`);
  }
}
