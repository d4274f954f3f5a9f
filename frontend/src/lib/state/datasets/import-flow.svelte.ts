import { api, send, unwrap } from '$lib/api/client.ts';
import type { ImportJobDto, ImportReportDto, TableHeadDto, UploadDto } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import type { NamedFile } from './dropped-files.ts';
import { ImportOptions } from './import-options.svelte.ts';
import { isOver, pollUntil } from './poll.ts';
import { sendFiles } from './send-files.ts';

/**
 * Where an import stands: nothing was dropped; files are on their way; the server tries them without writing; it has
 * said what it understood (or what is wrong); it imports; it has imported.
 */
export type Stage = 'empty' | 'sending' | 'trying' | 'tried' | 'importing' | 'done';

export interface FlowProgress {
  label: string;
  /** 0 to 1; null while it is not known. */
  share: number | null;
}

/** One import from the drop to the dataset. */
export class ImportFlow {
  options = $state(new ImportOptions());
  #stage = $state<Stage>('empty');
  #progress = $state.raw<FlowProgress>({ label: '', share: null });
  #upload = $state.raw<UploadDto | null>(null);
  #tables = $state.raw<readonly TableHeadDto[]>([]);
  #more = $state(0);
  #report = $state.raw<ImportReportDto | null>(null);
  #failure = $state.raw<{ code: string; message: string; action: string } | null>(null);
  #stop = new AbortController();
  #job: string | undefined;

  get stage(): Stage {
    return this.#stage;
  }
  get progress(): FlowProgress {
    return this.#progress;
  }
  get upload(): UploadDto | null {
    return this.#upload;
  }
  get tables(): readonly TableHeadDto[] {
    return this.#tables;
  }
  /** Files that were sent and not looked at one by one. */
  get more(): number {
    return this.#more;
  }
  /** Of the last try, or of the import that is done. */
  get report(): ImportReportDto | null {
    return this.#report;
  }
  get failure(): { code: string; message: string; action: string } | null {
    return this.#failure;
  }
  get busy(): boolean {
    return ['sending', 'trying', 'importing'].includes(this.#stage);
  }

  /** Sends files, and tries what they would become. */
  async begin(files: Promise<readonly NamedFile[]>): Promise<void> {
    if (this.busy) return;
    await this.discard();
    this.#enter('sending', 'Looking for files');
    const { signal } = this.#stop;
    try {
      const found = await files;
      const total = found.reduce((sum, { file }) => sum + file.size, 0);
      const label = found.length === 1 ? `Sending ${found[0].path}` : `Sending ${found.length} files`;
      this.#progress = { label, share: 0 };
      const onSent = (bytes: number): void => {
        this.#progress = { label, share: Math.min(1, bytes / Math.max(1, total)) };
      };
      this.#upload = await sendFiles(found, onSent, signal);
    } catch (thrown) {
      this.#fail(thrown, 'empty');
      return;
    }
    await this.try();
  }

  /** Asks the server what it understands, with what is said about the files. Nothing is written. */
  async try(): Promise<void> {
    if (!this.#upload) return;
    const { id } = this.#upload;
    this.#enter('trying', 'Looking at the first lines');
    try {
      // What only the whole import is told is not for the heads of tables.
      const { venue, symbol, timeframes, decimalComma, timeFormat, stamp, columns } = this.options.asked;
      const body = { venue, symbol, timeframes, decimalComma, timeFormat, stamp, columns };
      const heads = unwrap(
        await api.POST('/api/imports/uploads/{id}/tables', { params: { path: { id } }, body }),
      );
      this.#tables = heads.tables;
      this.#more = heads.more;
      const job = await this.#run(true);
      if (job?.state === 'done') this.#report = job.report;
      this.#settle(job, 'tried');
    } catch (thrown) {
      this.#fail(thrown, 'tried');
    }
  }

  /** Imports what was tried. */
  async commit(): Promise<void> {
    if (!this.#upload || this.#stage !== 'tried') return;
    this.#enter('importing', 'Importing');
    try {
      const job = await this.#run(false);
      if (job?.state === 'done') {
        this.#report = job.report;
        void datasets.reload();
        void this.#forget();
      }
      this.#settle(job, job?.state === 'done' ? 'done' : 'tried');
    } catch (thrown) {
      this.#fail(thrown, 'tried');
    }
  }

  /** Ends what is under way: nothing of it is kept. */
  async cancel(): Promise<void> {
    this.#stop.abort();
    const id = this.#job;
    if (id !== undefined) await api.DELETE('/api/imports/{id}', { params: { path: { id } } });
    if (this.#stage === 'sending') this.#stage = 'empty';
    else if (this.busy) this.#stage = this.#upload ? 'tried' : 'empty';
  }

  /** Throws the files away and begins anew. */
  async discard(): Promise<void> {
    this.#stop.abort();
    await this.#forget();
    this.#upload = null;
    this.#tables = [];
    this.#report = null;
    this.#failure = null;
    this.options = new ImportOptions();
    this.#stage = 'empty';
  }

  /** Runs a job to its end, or until it is cancelled. */
  async #run(dryRun: boolean): Promise<ImportJobDto | undefined> {
    const { signal } = this.#stop;
    const body = { ...this.options.asked, upload: this.#upload!.id, dryRun };
    const { id } = unwrap(await api.POST('/api/imports', { body }));
    // Cancelled while the answer was on its way: the job is there, and nobody would stop it.
    if (signal.aborted) {
      await api.DELETE('/api/imports/{id}', { params: { path: { id } } });
      return undefined;
    }
    this.#job = id;
    const ask = async (): Promise<ImportJobDto> =>
      unwrap(await api.GET('/api/imports/{id}', { params: { path: { id } } }));
    const ended = await pollUntil(ask, isOver, (job) => this.#hear(job, dryRun), signal);
    this.#job = undefined;
    return ended;
  }

  #hear({ progress }: ImportJobDto, dryRun: boolean): void {
    if (!progress) return;
    const verb = dryRun ? 'Checking' : progress.phase === 'writing' ? 'Writing' : 'Importing';
    const share = progress.total > 0 ? progress.done / progress.total : null;
    this.#progress = { label: `${verb} ${progress.detail}`, share };
  }

  #enter(stage: Stage, label: string): void {
    this.#stop = new AbortController();
    this.#failure = null;
    if (stage !== 'importing') this.#report = null;
    this.#stage = stage;
    this.#progress = { label, share: null };
  }

  #settle(job: ImportJobDto | undefined, stage: Stage): void {
    if (!job) return;
    this.#failure = job.state === 'failed' ? job.error : null;
    this.#stage = stage;
  }

  #fail(thrown: unknown, stage: Stage): void {
    const failure = Failure.from(thrown);
    this.#failure = failure.code === 'CANCELLED' ? null : failure;
    this.#stage = stage;
  }

  async #forget(): Promise<void> {
    const id = this.#upload?.id;
    if (id === undefined) return;
    await send(api.DELETE('/api/imports/uploads/{id}', { params: { path: { id } } })).catch(() => undefined);
  }
}
