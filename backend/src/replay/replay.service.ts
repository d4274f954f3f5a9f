import { Inject, Injectable, Logger, Optional, type BeforeApplicationShutdown } from '@nestjs/common';
import { catalogue, HindcastError, parseTimeframe } from '@hindcast/engine';
import type {
  ReplayAccount,
  ReplayJump,
  ReplayOpen,
  ReplayOpened,
  ReplayPlay,
  ReplaySeek,
  ReplayState,
} from '@hindcast/engine/wire';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { higherGrid } from '../recordings/higher-market.ts';
import { MarketPool } from '../recordings/market-pool.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { Tracks } from '../simulation/tracks.ts';
import type { Audience } from './audience.ts';
import { BlindOpening } from './blind/open-blind.ts';
import { SESSION_COLUMNS } from './frames.ts';
import { DEFAULT_LIMITS, REPLAY_LIMITS, type ReplayLimits } from './limits.ts';
import { rowWithTier, untilAny, untilRow, untilSignal } from './player.ts';
import { SessionRegistry } from './session-registry.ts';
import { ReplaySession } from './session.ts';

const EXPIRY_CHECK_MS = 15_000;
/** Rows that are computed ahead at a time, and the pause before each: a quarter of a core at most. */
const LOOK_AHEAD_ROWS = 256;
const LOOK_AHEAD_PAUSE_MS = 12;
/** While the viewer does something, computing ahead waits, unless he is about to catch up with it. */
const BUSY_MS = 400;
const AHEAD_ENOUGH_ROWS = 20_000;
const DOCS = catalogue();

/** Opens, hands over and ends replay sessions; the gateway directs them through here. */
@Injectable()
export class ReplayService implements BeforeApplicationShutdown {
  readonly limits: ReplayLimits;
  readonly #logger = new Logger('Replay');
  readonly #registry: SessionRegistry;
  readonly #expiry: NodeJS.Timeout;

  constructor(
    private readonly pool: MarketPool,
    private readonly settings: SettingsService,
    private readonly tracks: Tracks,
    @Optional() @Inject(REPLAY_LIMITS) limits?: ReplayLimits,
  ) {
    this.limits = limits ?? DEFAULT_LIMITS;
    this.#registry = new SessionRegistry(this.limits, Date.now);
    const period = Math.min(EXPIRY_CHECK_MS, this.limits.detachedMs);
    this.#expiry = setInterval(() => this.#registry.expire(), period).unref();
  }

  /** How many sessions are open. */
  get sessions(): number {
    return this.#registry.size;
  }

  /**
   * Opens a session and brings it to its first bar.
   *
   * @param viewer the connection that will direct it
   * @param audienceOf gives the audience of a session's room
   */
  async open(
    request: ReplayOpen,
    viewer: string,
    audienceOf: (session: string) => Audience,
  ): Promise<ReplayOpened> {
    const blind = request.blind === undefined ? null : new BlindOpening(request, this.tracks);
    const { dataset, mode = 'honest' } = request;
    const timeframe = parseTimeframe(request.timeframe);
    const { toastTier } = await this.settings.read();
    // A blind replay computes all lanes, as signals compare venues, and shows one.
    const lanes = blind ? undefined : request.lanes;
    const hold = await this.pool.acquire({ dataset, timeframe, lanes });
    const session = new ReplaySession({ id: randomUUID(), hold, mode, toastTier, now: Date.now });
    try {
      this.#registry.add(session, viewer);
      session.attach(audienceOf(session.id));
      await (blind ? blind.begin(session) : this.#begin(session, request));
    } catch (error) {
      this.#registry.remove(session.id, null);
      session.close(null);
      throw error;
    }
    if (mode === 'review') this.#computeAll(session);
    else this.#lookAhead(session);
    this.#logger.log('Replay opened', {
      session: session.id,
      dataset,
      timeframe,
      mode,
      blind: request.blind,
    });
    return this.describe(session);
  }

  async #begin(session: ReplaySession, { strategy, account, at }: ReplayOpen): Promise<void> {
    const { recorded } = session;
    await session.follow(this.tracks.open(recorded, strategy, account));
    await session.goTo(at === undefined ? recorded.warmRow : recorded.rowClosedBy(at));
  }

  /** Takes a session over; whoever watched it before is told. */
  resume(id: string, viewer: string, audience: Audience): { opened: ReplayOpened; before: string | null } {
    const { session, before } = this.#registry.takeOver(id, viewer);
    session.attach(audience);
    return { opened: this.describe(session), before };
  }

  /** The session of a request by the connection that watches it. */
  session(id: string, viewer: string): ReplaySession {
    return this.#registry.of(id, viewer);
  }

  seek(session: ReplaySession, { row, time }: ReplaySeek): Promise<ReplayState> {
    if (isGiven(row) === isGiven(time)) {
      throw new HindcastError('REPLAY_SEEK', 'A seek names either a row or a time.', 'Give one of the two.', {
        field: isGiven(row) ? 'time' : 'row',
      });
    }
    const { veil } = session;
    return session.goTo(isGiven(row) ? veil.row(row) : veil.rowAt(time ?? 0));
  }

  play(session: ReplaySession, { speed, until, minTier, to }: ReplayPlay): ReplayState {
    const ahead = isGiven(to) ? session.veil.row(to) - session.heading : Infinity;
    if (ahead < 0) throw behind(to);
    if (ahead === 0) return session.pause();
    const ends = [
      ...(until === 'signal' ? [untilSignal(minTier ?? 1)] : []),
      ...(isGiven(to) ? [untilRow(session.veil.row(to))] : []),
    ];
    return session.play(speed, untilAny(ends));
  }

  jump(session: ReplaySession, request: ReplayJump): Promise<ReplayState> {
    const { direction, minTier = 1 } = request;
    const lane = session.veil.lane(request);
    if (request.to === 'signal') {
      return session.jump((from, to) => rowWithTier(lane, minTier, from, to, direction), direction);
    }
    if (!session.track) {
      const message = 'No strategy runs along, so that there is no trade to jump to.';
      throw new HindcastError('REPLAY_NO_STRATEGY', message, 'Choose a strategy first.', { field: 'to' });
    }
    const { track } = session;
    return session.jump(
      (from, to) => track.turns(lane.key, from, to).at(direction > 0 ? 0 : -1) ?? -1,
      direction,
    );
  }

  /** Runs a strategy along, on the lab's terms or on others; null runs none. */
  async follow(
    session: ReplaySession,
    strategy: string | null,
    account?: ReplayAccount,
  ): Promise<ReplayState> {
    if (session.trial) {
      const message = 'The strategy of a blind replay stays what it was: its account has begun.';
      throw new HindcastError('BLIND_REFUSED', message, 'Open another blind replay with it.', {
        field: 'strategy',
      });
    }
    return session.follow(this.tracks.open(session.recorded, strategy, account));
  }

  close(session: ReplaySession): void {
    this.#registry.remove(session.id, null);
    this.#logger.log('Replay closed', { session: session.id });
  }

  leave(viewer: string): void {
    this.#registry.leave(viewer);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#expiry);
    this.#registry.closeAll('the server is shutting down');
  }

  describe(session: ReplaySession): ReplayOpened {
    const { dataset, timeframe, rows, start, lanes } = session.recorded;
    const { name, digest } = dataset;
    const { simulated, origin } = dataset.manifest;
    return session.veil.opened({
      session: session.id,
      dataset: { name, digest, simulated, origin },
      timeframe,
      timeframeMs: lanes[0].tape.timeframeMs,
      lanes: lanes.map(({ key }) => ({ venue: key.venue, symbol: key.symbol })),
      timeframes: session.recorded.higherTimeframes.map((word) => higherGrid(lanes[0].tape, word)),
      mode: session.mode,
      start,
      rows,
      columns: [...SESSION_COLUMNS],
      docs: DOCS,
      state: session.state(),
    });
  }

  /**
   * Computes on while nothing else is to be done, so that dragging into what was not played yet is as quick as into what was.
   * Nothing of it is told: what a session may see still ends at its furthest bar.
   */
  #lookAhead(session: ReplaySession): void {
    const { id, recorded, signal } = session;
    const gives = (): boolean =>
      Date.now() - session.lastUsed < BUSY_MS && recorded.computed - session.furthest > AHEAD_ENOUGH_ROWS;
    const work = async (): Promise<void> => {
      while (!signal.aborted && recorded.computed < recorded.rows) {
        await pause(gives() ? BUSY_MS : LOOK_AHEAD_PAUSE_MS, undefined, { ref: false });
        if (gives()) continue;
        await recorded.ensure(Math.min(recorded.rows, recorded.computed + LOOK_AHEAD_ROWS), { signal });
      }
    };
    work().catch((error: unknown) => {
      this.#logger.error(error instanceof Error ? error.stack : error, { session: id });
    });
  }

  /** Review shows the whole recording: it is computed behind the viewer's back, and told as progress. */
  #computeAll(session: ReplaySession): void {
    session.ready(session.recorded.rows).catch((error: unknown) => {
      this.#logger.error(error instanceof Error ? error.stack : error, { session: session.id });
    });
  }
}

/** A client may write null for what it leaves out. */
const isGiven = <T>(value: T | null | undefined): value is T => value !== undefined && value !== null;

function behind(row: number | undefined): HindcastError {
  return new HindcastError(
    'REPLAY_PLAY_BEHIND',
    `Playing goes forward, and row ${row} lies behind the cursor.`,
    'Seek to a row before it first, or leave `to` out to play to the end.',
    { field: 'to' },
  );
}
