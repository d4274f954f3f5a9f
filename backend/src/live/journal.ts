import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { timeframeMs, type BarInput, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { SignalRow } from '@hindcast/engine/wire';
import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { AlertStore } from '../alerts/alert-store.ts';
import { alertOfEvent, alertOfSignal, type AlertDto } from '../alerts/alert.dto.ts';
import { LiveEpochEntity, type StoredLane } from '../database/entities/live-epoch.entity.ts';
import { LiveSliceEntity } from '../database/entities/live-slice.entity.ts';
import type { BarSource } from '../database/entities/bar.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import { BarStore, type BarSighting } from '../ingestion/bar-store.ts';
import { signalsBetween } from '../replay/update.ts';
import type { DecidedSlice } from './decider.ts';
import type { PushedSlice, SliceSeal } from './live-market.ts';
import { encodeChecks, type LaneLinks } from './slice-digest.ts';

/** Rows per statement of the lanes' digests. */
const LANES_PER_STATEMENT = 1_000;

/** How long the write of a slice waits after readers and receivers were served, ms. */
const HEAD_START_MS = 10;
/** Before a slice that could not be written is tried again, ms. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/** A slice's link of the digest chain, and the chains of the lanes behind it. */
export interface SealedSlice {
  seal: SliceSeal;
  links: readonly LaneLinks[];
}

/** The stretch that a slice belongs to. */
export interface EpochOfSlice {
  id: number;
  market: string;
  timeframe: Timeframe;
  lanes: readonly StoredLane[];
}

/** What a slice said: every signal, and what is told to a person. */
export interface Said {
  signals: SignalRow[];
  alerts: AlertDto[];
}

/** Writes what the live market decided: one transaction for each slice, all of it or nothing. */
@Injectable()
export class Journal {
  /** The last moment at which something was decided: what is learnt afterwards is known later. */
  #decidedAt = -Infinity;
  /** Slices that wait to be written, and what becomes of them. */
  readonly #pending = new Set<Promise<void>>();
  #last: Promise<unknown> = Promise.resolve();
  written = 0;
  /** ms that the last transaction took. */
  lastMs = NaN;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly writes: WriteQueue,
    private readonly bars: BarStore,
    private readonly alerts: AlertStore,
  ) {}

  /** Slices that wait to be written. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Close of the last bar of a market that was decided; null when none was. */
  async lastClose(market: string, timeframe: Timeframe): Promise<UtcMs | null> {
    const [{ open }]: { open: number | null }[] = await this.dataSource.query(
      `SELECT max("openTime") AS open FROM live_slices
       WHERE epoch IN (SELECT id FROM live_epochs WHERE market = ?)`,
      [market],
    );
    return open === null ? null : Number(open) + timeframeMs(timeframe);
  }

  /** Marks a moment: what is learnt from now on is known after it. Answers it. */
  mark(time: UtcMs): UtcMs {
    return (this.#decidedAt = Math.max(this.#decidedAt, Math.ceil(time)));
  }

  /** A new stretch of the live market begins; answers its number. */
  async begin(epoch: Omit<LiveEpochEntity, 'id'>): Promise<number> {
    return this.writes.run(async (manager) => {
      const saved = await manager.getRepository(LiveEpochEntity).save({ ...epoch });
      return saved.id;
    });
  }

  /** Keeps what is told to people and has it delivered, before anything else is written. */
  async tell(market: string, alerts: readonly AlertDto[]): Promise<void> {
    if (alerts.length > 0) await this.alerts.tell(market, alerts);
  }

  /**
   * Keeps a decided slice: its bars, its signals, and the digests. Its alerts are kept by {@link tell}; the slice, which takes
   * longer, is written when they were handed over (`told`; null where there are none).
   */
  commit(
    epoch: EpochOfSlice,
    slice: DecidedSlice,
    sealed: () => SealedSlice,
    signals: () => readonly SignalRow[],
    told: Promise<unknown> | null,
  ): Promise<void> {
    const decidedAt = this.mark(slice.decidedAt);
    const before = this.#last;
    const written = (async () => {
      await told?.catch(() => undefined);
      // What was sent to readers and receivers leaves before this takes the processor.
      await wait(HEAD_START_MS);
      // A chain has no gaps, whenever the process ends: no slice is there before the one before it.
      await before;
      await this.#insist(() => this.#write(epoch, slice, decidedAt, sealed, signals()));
    })();
    this.#last = written.catch(() => undefined);
    this.#pending.add(written);
    return written.finally(() => this.#pending.delete(written));
  }

  /** A file that is locked or a disk that is full for a while costs no slice: it is written when that is over. */
  async #insist(write: () => Promise<void>): Promise<void> {
    for (const pause of PAUSES_MS) {
      try {
        return await write();
      } catch {
        await wait(pause);
      }
    }
    await write();
  }

  async #write(
    epoch: EpochOfSlice,
    { openTime, bars, sources }: DecidedSlice,
    decidedAt: UtcMs,
    sealed: () => SealedSlice,
    signals: readonly SignalRow[],
  ): Promise<void> {
    const started = performance.now();
    const { seal, links } = sealed();
    const checks = encodeChecks(seal.checks);
    const sightings = bars.flatMap((bar, k): BarSighting[] =>
      bar ? [{ ...epoch.lanes[k], bar, knownAt: decidedAt, source: sources[k] ?? 'part' }] : [],
    );
    await this.writes.run(async (manager) => {
      await this.bars.put(manager, epoch.market, epoch.timeframe, sightings, true);
      await manager
        .getRepository(LiveSliceEntity)
        .insert({ epoch: epoch.id, openTime, decidedAt, digest: seal.digest, checks });
      await saveLinks(manager, epoch.id, links);
      if (signals.length > 0) await this.alerts.putSignals(manager, epoch.market, signals);
    });
    this.written++;
    this.lastMs = performance.now() - started;
  }

  /** Keeps bars that were learnt otherwise: history, repairs, revisions. */
  async learn(
    market: string,
    timeframe: Timeframe,
    lane: StoredLane,
    bars: readonly BarInput[],
    knownAt: UtcMs,
    source: BarSource,
  ): Promise<{ added: number; revised: number }> {
    // After the slices that were decided before: a bar that comes late would else be overwritten by the part that was decided.
    await this.#last;
    const at = Math.max(Math.ceil(knownAt), this.#decidedAt + 1);
    const sightings = bars.map((bar): BarSighting => ({ ...lane, bar, knownAt: at, source }));
    return this.writes.run((manager) => this.bars.put(manager, market, timeframe, sightings));
  }

  /** Everything that was handed in before is in the file. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending);
    await this.writes.run(() => Promise.resolve());
  }

  /** Forgets what is older than the retention allows. */
  async forget(market: string, before: UtcMs): Promise<void> {
    await this.writes.run(async (manager) => {
      await this.bars.forget(manager, market, before);
      const epochs = `SELECT id FROM live_epochs WHERE market = ?`;
      await manager.query(`DELETE FROM live_slices WHERE epoch IN (${epochs}) AND "openTime" < ?`, [
        market,
        before,
      ]);
      await manager.query('DELETE FROM signals WHERE market = ? AND time < ?', [market, before]);
      await manager.query('DELETE FROM alerts WHERE market = ? AND time < ?', [market, before]);
    });
  }

  /** Everything of a market: a recorded one that begins anew. */
  async forgetAll(market: string): Promise<void> {
    await this.forget(market, Number.MAX_SAFE_INTEGER);
    await this.writes.run(async (manager) => {
      const epochs = `SELECT id FROM live_epochs WHERE market = ?`;
      await manager.query(`DELETE FROM live_lanes WHERE epoch IN (${epochs})`, [market]);
      await manager.query('DELETE FROM live_epochs WHERE market = ?', [market]);
    });
  }

  /** Recorded markets that have left rows. */
  async markets(): Promise<string[]> {
    const rows: { market: string }[] = await this.dataSource.query('SELECT DISTINCT market FROM live_epochs');
    return rows.map(({ market }) => market);
  }
}

async function saveLinks(manager: EntityManager, epoch: number, links: readonly LaneLinks[]): Promise<void> {
  for (let i = 0; i < links.length; i += LANES_PER_STATEMENT) {
    const part = links.slice(i, i + LANES_PER_STATEMENT);
    const values = part.flatMap(({ lane: { key }, rows, input, output }) => [
      ...[epoch, key.venue, key.symbol, key.timeframe, rows, input, output],
    ]);
    await manager.query(
      `INSERT INTO live_lanes (epoch, venue, symbol, timeframe, rows, input, output)
       VALUES ${part.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (epoch, venue, symbol, timeframe)
       DO UPDATE SET rows = excluded.rows, input = excluded.input, output = excluded.output`,
      values,
    );
  }
}

/** Signals of all tiers that a slice brought. */
export function signalsOf({ rows }: PushedSlice): SignalRow[] {
  return rows.flatMap(({ view, from, to }) => signalsBetween(view.lanes, from, to));
}

/** Everything that a slice says, whoever wants to hear it: what live can have said at most. */
export function saidBy(pushed: PushedSlice): Said {
  const signals = signalsOf(pushed);
  const ofTiers = signals.map((signal) => alertOfSignal(signal, timeframeMs(signal.timeframe as Timeframe)));
  const ofEvents = pushed.rows.flatMap(({ view, from, to }) => view.events(from, to).map(alertOfEvent));
  return { signals, alerts: [...ofTiers, ...ofEvents] };
}
