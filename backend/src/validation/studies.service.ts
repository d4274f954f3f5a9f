import { Injectable, type BeforeApplicationShutdown, type MessageEvent } from '@nestjs/common';
import { Observable, Subject } from 'rxjs';
import { HindcastError } from '@hindcast/engine';
import { DatasetStore } from '../datasets/index.ts';
import { JobQueue, type Job } from '../jobs/job-queue.ts';
import { checkStudy, sweepIdOfAsk } from './check-study.ts';
import { studyInThread } from './study-thread.ts';
import type { SweepTrial } from './sweep/sweep-run.ts';
import { unfinishedSweeps, type UnfinishedSweep } from './sweep/unfinished-sweeps.ts';
import type { StudyProgress, StudyResult, StudyWork, SweepAsk } from './study-work.ts';
import { TrialLedger, type TrialEntry } from './trial-ledger.ts';

export type StudyJob = Job<StudyWork, StudyProgress, StudyResult>;

/** Finished trials are kept of so many sweeps that have ended, and of each that has not. */
const MOST_STREAMS = 10;
/** As a person calls them, and as their addresses do. */
const WORDS = { validation: 'validation', sweep: 'sweep', walk: 'walk-forward' } as const;

/** Validations, sweeps and walk-forwards that run beside the server, one after another: each takes every core it can get. */
@Injectable()
export class StudiesService implements BeforeApplicationShutdown {
  readonly #changes = new Subject<StudyJob>();
  readonly #queue = new JobQueue<StudyWork, StudyProgress, StudyResult>(
    { code: 'STUDY', noun: 'study' },
    (job) => this.#changes.next(job),
  );
  /** Finished trials of a sweep, in the order in which they finished. */
  readonly #streams = new Map<string, SweepTrial[]>();

  constructor(private readonly store: DatasetStore) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.#queue.close();
  }

  /** @throws HindcastError where it could only fail: before it is lined up */
  async start(work: StudyWork): Promise<StudyJob> {
    await checkStudy(this.store, work);
    const stream: SweepTrial[] = [];
    const job = this.#queue.start(work, ({ signal, onProgress }) =>
      studyInThread(this.store.folders, work, {
        signal,
        onProgress,
        onTrials: (trials) => stream.push(...trials),
      }),
    );
    if (work.kind === 'sweep') this.#remember(job.id, stream);
    return job;
  }

  /** The studies of one kind, the newest first. */
  list(kind: StudyWork['kind']): StudyJob[] {
    return this.#queue.list().filter(({ subject }) => subject.kind === kind);
  }

  /** @throws HindcastError STUDY_UNKNOWN, for one of another kind as well */
  get(id: string, kind: StudyWork['kind']): StudyJob {
    const job = this.#queue.get(id);
    const { kind: own } = job.subject;
    if (own === kind) return job;
    throw new HindcastError(
      'STUDY_UNKNOWN',
      `"${id}" is no ${WORDS[kind]} but a ${WORDS[own]}.`,
      `Ask for it at /api/${WORDS[own]}s.`,
    );
  }

  async cancel(id: string, kind: StudyWork['kind']): Promise<StudyJob> {
    this.get(id, kind);
    return this.#queue.cancel(id);
  }

  /** Trials of a sweep from the n-th finished one on. */
  trials(id: string, from: number): readonly SweepTrial[] {
    this.get(id, 'sweep');
    return (this.#streams.get(id) ?? []).slice(from);
  }

  /**
   * What becomes of a study, as it happens: `trials` of a sweep from the n-th finished one on, numbered by how many have been sent, and
   * `study` with its state and progress. Completes when the study has ended.
   */
  events(id: string, kind: StudyWork['kind'], from: number): Observable<MessageEvent> {
    this.get(id, kind);
    return new Observable((reader) => {
      let sent = from;
      const tell = ({ state, progress }: StudyJob): void => {
        const fresh = (this.#streams.get(id) ?? []).slice(sent);
        sent += fresh.length;
        if (fresh.length > 0) reader.next({ type: 'trials', id: String(sent), data: [...fresh] });
        reader.next({ type: 'study', id: String(sent), data: { state, progress } });
        if (!isUnderWay({ state })) reader.complete();
      };
      const heard = this.#changes.subscribe((job) => job.id === id && tell(job));
      tell(this.#queue.get(id));
      return heard;
    });
  }

  /** Everything that was tried on a dataset, the oldest first. */
  async ledger(dataset: string): Promise<TrialEntry[]> {
    const { digest } = await this.store.manifest(dataset);
    return TrialLedger.beside(this.store.folders).read(digest);
  }

  /** Sweeps over a dataset that stopped before their end, the last first; not those that are under way. */
  async unfinished(dataset: string): Promise<Omit<UnfinishedSweep, 'id'>[]> {
    const manifest = await this.store.manifest(dataset);
    const { digest, lanes } = manifest;
    const found = await unfinishedSweeps(this.store.folders, { name: dataset, digest, lanes });
    const requests = this.list('sweep')
      .filter(isUnderWay)
      .map(({ subject }) => subject.request as SweepAsk)
      .filter((request) => request.dataset === dataset);
    const open = new Set(requests.map((request) => sweepIdOfAsk(manifest, request)));
    return found.flatMap(({ id, ...sweep }) => (open.has(id) ? [] : [sweep]));
  }

  #remember(id: string, stream: SweepTrial[]): void {
    this.#streams.set(id, stream);
    const open = new Set(this.#queue.list().flatMap((job) => (isUnderWay(job) ? [job.id] : [])));
    const ended = [...this.#streams.keys()].filter((old) => !open.has(old));
    for (const old of ended.slice(0, Math.max(0, ended.length - MOST_STREAMS))) this.#streams.delete(old);
  }
}

const isUnderWay = ({ state }: Pick<StudyJob, 'state'>): boolean =>
  state === 'waiting' || state === 'running';
