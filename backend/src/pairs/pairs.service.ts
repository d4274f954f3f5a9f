import { Injectable } from '@nestjs/common';
import { HindcastError } from '@hindcast/engine';
import { DatasetStore } from '../datasets/index.ts';
import { UploadStore } from '../ingestion/upload/upload-store.ts';
import { LiveDoor } from '../metrics/live-door.ts';
import { alignCloses } from './close-series.ts';
import type { PairAnalysisDto, PairLegDto } from './dto/pair-analysis.dto.ts';
import type { PairAnalysisQuery, PairSettingsQuery, PairSourceQuery } from './dto/pair.query.ts';
import { analyticsCsv } from './analytics-csv.ts';
import { emptyReport, pairReport } from './pair-report.ts';
import { pairConfigOf } from './pair-settings.ts';
import { openPair } from './open-pair.ts';
import { RollingPairs } from './rolling-pairs.ts';
import type { LegSource } from './source/leg-source.ts';
import { LiveLegs } from './source/live-source.ts';
import { readTable, type PlainTable } from './source/plain-table.ts';
import { RecordedSource } from './source/recorded-source.ts';
import { TickDesk } from './ticks/tick-desk.ts';
import { TableSource } from './source/table-source.ts';

/** Uploaded tables that stay parsed. */
const MOST_TABLES = 4;

/** Pairs of recordings, of the live market and of uploaded tables. */
@Injectable()
export class PairsService {
  readonly #rolling = new RollingPairs();
  readonly #tables = new Map<string, Promise<PlainTable>>();

  constructor(
    private readonly store: DatasetStore,
    private readonly uploads: UploadStore,
    private readonly live: LiveDoor,
    private readonly ticks: TickDesk,
  ) {}

  async symbols(query: PairSourceQuery): Promise<PairLegDto[]> {
    const source = await this.source(query);
    return source
      .legs()
      .map(({ venue, symbol, timeframes }) => ({ venue, symbol, timeframes: [...timeframes] }));
  }

  async analyse(query: PairAnalysisQuery): Promise<PairAnalysisDto> {
    const source = await this.source(query);
    const config = pairConfigOf(query);
    const legs = await openPair(source, query);
    const aligned = alignCloses(legs.y, legs.x);
    const place = { source: query.source ?? 'recorded', dataset: source.name } as const;
    if (typeof aligned === 'string') return { ...place, ...emptyReport(legs, query, config, aligned) };
    const rolling = await this.#rolling.over(aligned, config);
    return { ...place, ...pairReport(rolling, query, config, query, query.points) };
  }

  /** All rows of the range, as lines of CSV. */
  async csv(query: PairSettingsQuery): Promise<Iterable<string>> {
    const source = await this.source(query);
    const legs = await openPair(source, query);
    const aligned = alignCloses(legs.y, legs.x);
    if (typeof aligned === 'string')
      throw new HindcastError('PAIR_NO_ROWS', aligned, 'Choose two symbols of one time.', { field: 'x' });
    const rolling = await this.#rolling.over(aligned, pairConfigOf(query));
    return analyticsCsv(rolling, query.method, query);
  }

  /** @throws HindcastError DATASET_UNKNOWN, UPLOAD_UNKNOWN, PAIR_TABLE… */
  async source({ source, dataset = '', upload = '' }: PairSourceQuery): Promise<LegSource> {
    if (source === 'live') return new LiveLegs(this.live, this.ticks);
    if (source === 'upload') return new TableSource(await this.#table(upload));
    return new RecordedSource(this.store, await this.store.open(dataset));
  }

  async #table(upload: string): Promise<PlainTable> {
    const { path, label, release } = this.uploads.hold(upload);
    const { files, bytes } = this.uploads.get(upload);
    const key = JSON.stringify([upload, files.length, bytes]);
    const reading = this.#tables.get(key) ?? readTable(path, label);
    this.#tables.delete(key);
    this.#tables.set(key, reading);
    for (const old of this.#tables.keys()) if (this.#tables.size > MOST_TABLES) this.#tables.delete(old);
    try {
      return await reading;
    } catch (error) {
      this.#tables.delete(key);
      throw error;
    } finally {
      release();
    }
  }
}
