import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DatasetStore } from '../../datasets/index.ts';
import { UploadStore } from '../upload/upload-store.ts';
import type { ImportJobDto, ImportReportDto, TableHeadsDto } from './import-job.dto.ts';
import { ImportJobs, type ImportJob } from './import-jobs.ts';
import type { ImportReport } from './import-report.ts';
import { ImportService, type ImportRequest } from './import-service.ts';
import type { ImportHintsDto, NewImport } from './imports.dto.ts';
import type { ColumnMap } from './kinds/column-map.ts';
import type { ImportHints } from './kinds/recognise.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readHeads } from './table-heads.ts';

/** Of lists that may be very long an answer carries so many. */
const MOST_FILES = 200;
const MOST_GAPS = 100;
/** How often abandoned uploads are looked for. */
const EXPIRY_MS = 10 * 60_000;

/** Imports of uploaded files, as they are asked for over REST. Nothing else of the server's disk can be named. */
@Injectable()
export class ImportsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #jobs: ImportJobs;
  /** Which upload each job reads. */
  readonly #uploadOf = new Map<string, string>();

  constructor(
    store: DatasetStore,
    private readonly uploads: UploadStore,
  ) {
    this.#jobs = new ImportJobs(new ImportService(store));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.uploads.sweep();
  }

  @Interval(EXPIRY_MS)
  async expireUploads(): Promise<void> {
    await this.uploads.expire();
  }

  start(asked: NewImport): ImportJobDto {
    const { path, label, release } = this.uploads.hold(asked.upload);
    try {
      const job = this.#jobs.start(requestOf(asked, path, label), release);
      this.#uploadOf.set(job.id, asked.upload);
      return this.#described(job);
    } catch (error) {
      release();
      throw error;
    }
  }

  list(): ImportJobDto[] {
    const jobs = this.#jobs.list();
    const known = new Set(jobs.map(({ id }) => id));
    for (const id of this.#uploadOf.keys()) if (!known.has(id)) this.#uploadOf.delete(id);
    return jobs.map((job) => this.#described(job));
  }

  one(id: string): ImportJobDto {
    return this.#described(this.#jobs.get(id));
  }

  async cancel(id: string): Promise<ImportJobDto> {
    return this.#described(await this.#jobs.cancel(id));
  }

  async look(upload: string, hints: ImportHintsDto): Promise<TableHeadsDto> {
    const { path, release } = this.uploads.hold(upload);
    try {
      const { tables, more, ignored } = await readHeads([path], hintsOf(hints), DEFAULT_LIMITS);
      return {
        tables: tables.map((table) => ({ ...table, problem: table.problem?.toJSON() ?? null })),
        more,
        ignored: ignored.slice(0, MOST_FILES),
      };
    } finally {
      release();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#jobs.close();
    await this.uploads.close();
  }

  #described({ id, subject, state, progress, result, error }: ImportJob): ImportJobDto {
    return {
      id,
      upload: this.#uploadOf.get(id) ?? '',
      dryRun: subject.dryRun ?? false,
      state,
      progress,
      report: result && shortened(result),
      error: error && error.toJSON(),
    };
  }
}

function requestOf(asked: NewImport, path: string, label: string): ImportRequest {
  const { dryRun, name, origin, licence, simulated, repair, timeframes, recipe } = asked;
  return {
    paths: [path],
    label,
    ...{ dryRun, name, origin, licence, simulated, repair },
    tradeTimeframes: timeframes,
    ...(recipe === undefined ? {} : { recipe: { text: recipe, file: 'recipe.yaml' } }),
    hints: hintsOf(asked),
  };
}

function hintsOf({
  venue,
  symbol,
  timeframes,
  decimalComma,
  timeFormat,
  stamp,
  columns,
}: ImportHintsDto): ImportHints {
  const map: ColumnMap = {};
  for (const { field, column, scale } of columns ?? []) {
    map[field] = { column, ...(scale === undefined ? {} : { scale }) };
  }
  return {
    ...{ venue, symbol, timeframe: timeframes?.[0], decimalComma, timeFormat, stamp },
    ...(columns ? { columns: map } : {}),
  };
}

function shortened(report: ImportReport): ImportReportDto {
  const { files, ignored, notes, lanes } = report;
  return {
    ...report,
    lanes: lanes.map((lane) => ({
      ...lane,
      gaps: [...lane.gaps].sort((a, b) => b.bars - a.bars).slice(0, MOST_GAPS),
    })),
    fileCount: files.length,
    files: files.slice(0, MOST_FILES),
    ignoredCount: ignored.length,
    ignored: ignored.slice(0, MOST_FILES),
    noteCount: notes.length,
    notes: notes.slice(0, MOST_FILES),
  };
}
