import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  assessDataset,
  assessStretch,
  DatasetStore,
  type Finding,
  type QualityReport,
  type VerifyReport,
} from '../datasets/index.ts';
import { JobQueue, type Job, type JobHooks } from '../jobs/job-queue.ts';
import type {
  CheckProgress,
  QualityDto,
  QualityReportDto,
  StretchQuery,
  VerificationDto,
} from './check.dto.ts';
import { QualityShelf } from './quality-shelf.ts';

type Kind = 'quality' | 'verification';
type Checked = { quality: QualityReport } | { verification: VerifyReport };
type Check = Job<string, CheckProgress, Checked>;

/** Places of a finding that the report of a whole dataset carries; a stretch has all of them. */
const MOST_PLACES = 5;
/** Of very many files those that are right are counted by the manifest, and need not be listed. */
const MOST_FILES = 500;

/**
 * Checks of whole datasets, which take as long as reading them: each runs beside other work, can be watched and
 * cancelled, and is begun once however many ask for it. A quality report is a function of the data and is kept by its
 * digest; a verification asks what lies on the disk now and is not.
 */
@Injectable()
export class DatasetChecks implements BeforeApplicationShutdown {
  readonly #queue = new JobQueue<string, CheckProgress, Checked>({ code: 'CHECK', noun: 'check' });
  /** The newest check of each kind and dataset. */
  readonly #jobs = new Map<string, string>();
  readonly #shelf: QualityShelf;

  constructor(private readonly store: DatasetStore) {
    this.#shelf = new QualityShelf(store.folders.cache);
  }

  async verification(name: string): Promise<VerificationDto> {
    await this.store.manifest(name);
    const job = this.#find('verification', name);
    const report = job?.result && 'verification' in job.result ? verifyReport(job.result.verification) : null;
    return { ...stateOf(job), report };
  }

  async startVerification(name: string): Promise<VerificationDto> {
    await this.store.manifest(name);
    this.#start('verification', name, async ({ signal, onProgress }) => ({
      verification: await this.store.verify(name, {
        signal,
        onProgress: (done, total) => onProgress({ done, total }),
      }),
    }));
    return this.verification(name);
  }

  async quality(name: string): Promise<QualityDto> {
    const { digest } = await this.store.manifest(name);
    const kept = await this.#shelf.get(digest);
    if (kept) return { state: 'done', progress: null, error: null, report: qualityReport(kept) };
    const job = this.#find('quality', name);
    // Of a dataset that was deleted and another put in its place the old report says nothing.
    return { ...stateOf(job?.state === 'done' ? undefined : job), report: null };
  }

  async startQuality(name: string): Promise<QualityDto> {
    const known = await this.quality(name);
    if (known.state === 'done') return known;
    this.#start('quality', name, async ({ signal, onProgress }) => {
      const dataset = await this.store.open(name);
      const report = await assessDataset(dataset, {
        signal,
        onProgress: (done, total) => onProgress({ done, total }),
      });
      await this.#shelf.put(report);
      return { quality: report };
    });
    return this.quality(name);
  }

  /** Ends a check that runs; harmless where none does. */
  async cancel(kind: Kind, name: string): Promise<void> {
    const job = this.#find(kind, name);
    if (job) await this.#queue.cancel(job.id);
  }

  /** Every finding of one stretch of a lane. */
  async stretch(name: string, { venue, symbol, tf, from, to }: StretchQuery): Promise<Finding[]> {
    const dataset = await this.store.open(name);
    return assessStretch(dataset, { venue, symbol, timeframe: tf }, { from, to });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#queue.close();
  }

  #start(kind: Kind, name: string, work: (hooks: JobHooks<CheckProgress>) => Promise<Checked>): void {
    const running = this.#find(kind, name);
    if (running && (running.state === 'waiting' || running.state === 'running')) return;
    this.#jobs.set(`${kind} ${name}`, this.#queue.start(name, work).id);
  }

  #find(kind: Kind, name: string): Check | undefined {
    const id = this.#jobs.get(`${kind} ${name}`);
    return id === undefined ? undefined : this.#queue.list().find((job) => job.id === id);
  }
}

function stateOf(job: Check | undefined): Pick<QualityDto, 'state' | 'progress' | 'error'> {
  if (!job) return { state: 'none', progress: null, error: null };
  return { state: job.state, progress: job.progress, error: job.error && job.error.toJSON() };
}

function verifyReport({ ok, digest, files }: VerifyReport): VerificationDto['report'] {
  const bad = files.filter((file) => !file.ok);
  const good = files.filter((file) => file.ok);
  return { ok, digest, files: [...bad, ...good].slice(0, Math.max(bad.length, MOST_FILES)) };
}

function qualityReport({ ok, digest, lanes, map }: QualityReport): QualityReportDto {
  return {
    ok,
    digest,
    map,
    lanes: lanes.map((lane) => ({
      ...lane,
      fields: lane.fields.filter(({ rows }) => rows > 0),
      findings: lane.findings.map((finding) => ({
        ...finding,
        places: finding.places.slice(0, MOST_PLACES),
      })),
    })),
  };
}
