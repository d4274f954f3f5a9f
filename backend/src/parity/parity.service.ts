import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { timeframeMs, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { DataSource } from 'typeorm';
import { LiveEpochEntity } from '../database/entities/live-epoch.entity.ts';
import { LiveSliceEntity } from '../database/entities/live-slice.entity.ts';
import { BarStore } from '../ingestion/bar-store.ts';
import { saidBy } from '../live/journal.ts';
import { compareSaid, type LiveSaid } from './compare-said.ts';
import { compareSlice, type Divergence } from './compare-slice.ts';
import type { EpochParity, ParityReceipt } from './parity.dto.ts';
import { SaidReader } from './said-reader.ts';
import { replayEpoch, type ReplayedSlice } from './replay-epoch.ts';

export interface ParityRequest {
  /** `live` or `recorded:<name>`; the one that was written last when left out. */
  market?: string;
  /** Slices that open in [from, to], UTC ms. */
  from?: UtcMs;
  to?: UtcMs;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

const BLOCK = 256;

/** Replays what was recorded live and says whether it is the same, to the bit. */
@Injectable()
export class ParityService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly bars: BarStore,
  ) {}

  /** The receipt over everything that is stored, or a range of it. */
  async check(request: ParityRequest = {}): Promise<ParityReceipt> {
    const started = Date.now();
    const market = request.market ?? (await this.#lastMarket());
    const epochs = await this.#epochs(market);
    const total = await this.#countSlices(market, request);
    const results: EpochParity[] = [];
    let done = 0;
    for (const epoch of epochs) {
      const result = await this.#checkEpoch(epoch, request, () => request.onProgress?.(++done, total));
      if (result.bars > 0) results.push(result);
    }
    const first = results.find(({ divergence }) => divergence)?.divergence ?? null;
    const compared = results.reduce((sum, { bars }) => sum + bars, 0);
    return {
      market,
      checkedAt: started,
      tookMs: Date.now() - started,
      identical: first === null,
      bars: compared,
      from: results[0]?.from ?? null,
      to: results.at(-1)?.to ?? null,
      divergence: first,
      sentence: sentenceOf(market, compared, results.length, first),
      epochs: results,
    };
  }

  async #checkEpoch(
    epoch: LiveEpochEntity,
    { from = -Infinity, to = Infinity, signal }: ParityRequest,
    onSlice: () => void,
  ): Promise<EpochParity> {
    const result: EpochParity = {
      ...{ epoch: epoch.id, engineVersion: epoch.engineVersion, bars: 0, from: null, to: null },
      ...{ digest: null, divergence: null },
    };
    if (from > to || !(await this.#hasSlices(epoch, from, to))) return result;
    const step = timeframeMs(epoch.timeframes[0] as Timeframe);
    const reader = new SaidReader(this.dataSource, epoch.market);
    let bar = 0;
    for await (const slice of replayEpoch(this.bars, epoch, this.#slices(epoch, to))) {
      signal?.throwIfAborted();
      bar++;
      const time = Number(slice.stored.openTime);
      if (time < from) continue;
      result.bars++;
      result.from ??= time;
      result.to = time + step;
      onSlice();
      result.divergence =
        compareSlice(slice.stored, slice.replayed, slice.market, bar) ??
        (await this.#said(reader, slice, bar));
      if (result.divergence) break;
      result.digest = slice.stored.digest;
    }
    return result;
  }

  /** Whether the same was said: only asked where live or the replay said something. */
  async #said(
    reader: SaidReader,
    { stored, replayed }: ReplayedSlice,
    bar: number,
  ): Promise<Divergence | null> {
    const time = Number(stored.openTime);
    const said = saidBy(replayed);
    const live: { signals: LiveSaid['signals'][number][]; alerts: LiveSaid['alerts'][number][] } = {
      signals: [],
      alerts: [],
    };
    for (const { view, from, to } of replayed.rows) {
      for (let row = from; row < to; row++) {
        const { signals, alerts } = await reader.at(view.timeframe, view.lanes[0].tape.openTime[row]);
        live.signals.push(...signals);
        // Rules may have been changed since: what they said is not part of the receipt.
        live.alerts.push(...alerts.filter(({ type }) => type !== 'RULE'));
      }
    }
    return compareSaid(live, said, bar, time);
  }

  async *#slices(epoch: LiveEpochEntity, to: UtcMs): AsyncGenerator<LiveSliceEntity> {
    const query = this.dataSource.getRepository(LiveSliceEntity);
    for (let after = -1; ;) {
      const block = await query
        .createQueryBuilder('slice')
        .where('slice.epoch = :epoch AND slice.openTime > :after AND slice.openTime <= :to', {
          ...{ epoch: epoch.id, after, to: Math.min(to, Number.MAX_SAFE_INTEGER) },
        })
        .orderBy('slice.openTime')
        .limit(BLOCK)
        .getMany();
      yield* block;
      if (block.length < BLOCK) return;
      after = Number(block.at(-1)!.openTime);
    }
  }

  async #hasSlices({ id }: LiveEpochEntity, from: UtcMs, to: UtcMs): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'SELECT 1 FROM live_slices WHERE epoch = ? AND "openTime" BETWEEN ? AND ? LIMIT 1',
      [id, Math.max(from, 0), Math.min(to, Number.MAX_SAFE_INTEGER)],
    );
    return rows.length > 0;
  }

  async #countSlices(
    market: string,
    { from = 0, to = Number.MAX_SAFE_INTEGER }: ParityRequest,
  ): Promise<number> {
    const [{ count }]: { count: number }[] = await this.dataSource.query(
      `SELECT count(*) AS count FROM live_slices WHERE epoch IN (SELECT id FROM live_epochs WHERE market = ?)
       AND "openTime" BETWEEN ? AND ?`,
      [market, from, to],
    );
    return count;
  }

  #epochs(market: string): Promise<LiveEpochEntity[]> {
    return this.dataSource.getRepository(LiveEpochEntity).find({ where: { market }, order: { id: 'ASC' } });
  }

  async #lastMarket(): Promise<string> {
    const [last] = await this.dataSource
      .getRepository(LiveEpochEntity)
      .find({ order: { id: 'DESC' }, take: 1 });
    return last?.market ?? 'live';
  }
}

function sentenceOf(market: string, bars: number, epochs: number, divergence: Divergence | null): string {
  if (divergence) return `NOT identical: ${divergence.sentence}`;
  if (bars === 0) return `Nothing has been recorded of "${market}" in this range yet.`;
  const stretches = epochs === 1 ? 'one stretch' : `${epochs} stretches`;
  return `identical to bar ${bars}: replayed from the stored bars, every input, metric, signal and alert of ${stretches} is what live said`;
}
