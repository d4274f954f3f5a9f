import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HindcastError } from '@hindcast/engine';
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import { AlertDesks } from '../alerts/desk/alert-desks.ts';
import { DatasetStore } from '../datasets/index.ts';
import { BarStore } from '../ingestion/bar-store.ts';
import { wordsOf } from '../ingestion/live/collector.ts';
import { LiveDoor } from '../metrics/live-door.ts';
import type { SymbolRow } from '../metrics/metrics.dto.ts';
import { SettingsService } from '../settings/settings.service.ts';
import type { AnnouncedSlice } from './announcer.ts';
import { Journal } from './journal.ts';
import { LiveRun, type LiveStage } from './live-run.ts';
import { viewOf } from './live-views.ts';
import { openSource } from './live-source.ts';

/** Before the source of the live market is opened again after it failed, ms: this, doubling, up to the longest. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/**
 * The live market of this server: opens its source at boot, keeps it running, and tells who listens what each bar brought.
 * The server answers before the market is there.
 */
@Injectable()
export class LiveService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Live');
  readonly #slices = new EventEmitter<{ slice: [AnnouncedSlice]; begun: [] }>();
  readonly #stop = new AbortController();
  #run: LiveRun | undefined;
  #failure: string | null = null;
  #working: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly store: DatasetStore,
    private readonly bars: BarStore,
    private readonly journal: Journal,
    private readonly settings: SettingsService,
    private readonly desks: AlertDesks,
    door: LiveDoor,
  ) {
    door.open = (timeframe) => viewOf(this.market, timeframe);
    door.market = () => this.#run?.source.market ?? 'live';
    door.now = () => this.#run?.source.clock.now() ?? Date.now();
    door.symbols = () => this.#symbols();
  }

  onApplicationBootstrap(): void {
    if (!this.environment.liveOff) this.#working = this.#keepRunning();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#run?.close();
    await this.#working;
  }

  /** How far it is; `off` when nothing is watched. */
  get stage(): LiveStage | 'off' | 'failed' {
    if (this.environment.liveOff) return 'off';
    return this.#failure === null ? (this.#run?.stage ?? 'opening') : 'failed';
  }

  /** Why the market could not be opened; null when it could. */
  get failure(): string | null {
    return this.#failure;
  }

  /** The market that runs; undefined before its source is open. */
  get run(): LiveRun | undefined {
    return this.#run;
  }

  /** The market that runs, with bars. Throws LIVE_NOT_READY before that, LIVE_OFF when nothing is watched. */
  get market(): NonNullable<LiveRun['market']> {
    const market = this.#run?.market;
    if (market) return market;
    throw this.environment.liveOff
      ? new HindcastError('LIVE_OFF', 'This server watches no market.', 'Start it without EXCHANGES=none.')
      : new HindcastError(
          'LIVE_NOT_READY',
          `The live market is not there yet: ${this.#failure ?? this.stage}.`,
          'Try again in a few seconds; /api/health says how far it is.',
        );
  }

  /** Hears of every slice as it is decided. Answers how to stop. */
  onSlice(listener: (slice: AnnouncedSlice) => void): () => void {
    this.#slices.on('slice', listener);
    return () => this.#slices.off('slice', listener);
  }

  /** Hears when the market has begun, or begun anew with another first row. */
  onBegun(listener: () => void): () => void {
    this.#slices.on('begun', listener);
    return () => this.#slices.off('begun', listener);
  }

  #symbols(): SymbolRow[] {
    const { lanes, views } = { lanes: this.#run?.lanes ?? [], views: this.#run?.market?.views };
    const timeframes = [...(views?.keys() ?? [])];
    return [...new Set(lanes.map(({ symbol }) => symbol))].map((symbol) => ({
      dataset: this.#run!.source.market,
      symbol,
      venues: lanes.filter((lane) => lane.symbol === symbol).map(({ collector }) => collector.venue),
      timeframes,
    }));
  }

  async #keepRunning(): Promise<void> {
    let pause = FIRST_RETRY_MS;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#runOnce();
        pause = FIRST_RETRY_MS;
        this.#failure = null;
      } catch (error) {
        this.#failure = wordsOf(error);
        this.#log.error(`The live market cannot run: ${this.#failure}`);
      }
      await this.#run?.close().catch(() => undefined);
      this.#run = undefined;
      if (!this.#stop.signal.aborted) await this.#pause(pause);
      pause = Math.min(2 * pause, LONGEST_RETRY_MS);
    }
  }

  async #runOnce(): Promise<void> {
    const { environment, bars, journal, settings, desks } = this;
    const { watched } = await settings.read();
    const resume = (market: string): Promise<number | null> =>
      bars.newestOpen(market, environment.timeframes[0]);
    const source = await openSource(environment, this.store, resume, watched);
    const run = new LiveRun({ environment, source, bars, journal, settings, desks, log: this.#log });
    this.#run = run;
    if (this.#stop.signal.aborted) return run.close();
    run.onSlice = (slice) => this.#slices.emit('slice', slice);
    run.onBegun = () => this.#slices.emit('begun');
    const stop = settings.onChange((changed) => {
      // Other symbols are another market: it is opened anew on what is stored of them.
      if (!isDeepStrictEqual(changed.watched, watched)) void run.close();
    });
    try {
      await run.start();
      this.#failure = null;
      await run.ended;
    } finally {
      stop();
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#stop.signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}
