import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DigestColumn, Explanation } from '@hindcast/engine';
import type { StoreFolders } from '../datasets/index.ts';
import type { CaseOptions } from './case-result.ts';
import type { Reference } from './divergence.ts';
import { engineAt, revisionOf } from './engine-at.ts';
import type { Outcome } from './outcome.ts';
import type { ReferenceAnswer, ReferenceQuestion } from './reference-process.ts';
import type { Job } from './run-case.ts';

/**
 * The golden side of a case, computed again with the engine that made its golden file: that of the revision which last
 * changed the file. Only the built product can do this; from sources, and without git, there is no such engine.
 */
export function earlierEngine(folders: StoreFolders): CaseOptions['earlier'] {
  if (import.meta.url.endsWith('.ts')) return undefined;
  return async (job, golden) => {
    const revision = await revisionOf(job.one.golden);
    return revision === null ? null : referenceAt(folders, { ...job, config: golden.config }, revision);
  };
}

/** A case run by the engine of a revision; null where that engine cannot be had or cannot run it. */
export async function referenceAt(
  folders: StoreFolders,
  job: Job,
  revision: string,
): Promise<EngineProcess | null> {
  const engine = await engineAt(revision);
  if (engine === null) return null;
  const process = new EngineProcess(`the engine of ${revision.slice(0, 10)}`, engine);
  const ready = await process.run(folders, job);
  if (ready) return process;
  process.close();
  return null;
}

/** Another engine in a process of its own. */
class EngineProcess implements Reference {
  readonly label: string;
  outcome!: Outcome;
  readonly #child: ChildProcess;

  constructor(label: string, engine: string) {
    this.label = label;
    const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
    this.#child = fork(here('./reference-process.js'), {
      execArgv: ['--import', new URL('./use-engine.js', import.meta.url).href],
      env: { ...process.env, HINDCAST_ENGINE: engine },
      serialization: 'advanced',
      silent: true,
    });
  }

  async run(folders: StoreFolders, job: Job): Promise<boolean> {
    const said = await this.#ask({ kind: 'run', folders, job });
    if (!('outcome' in said)) return false;
    this.outcome = said.outcome;
    return true;
  }

  async columns(stream: string): Promise<readonly DigestColumn[] | undefined> {
    const said = await this.#ask({ kind: 'columns', stream });
    return 'columns' in said ? said.columns : undefined;
  }

  async explain(stream: string, row: number): Promise<Explanation[]> {
    const said = await this.#ask({ kind: 'explain', stream, row });
    return 'explanations' in said ? said.explanations : [];
  }

  close(): void {
    this.#child.kill();
  }

  /** A process that dies answers too: that it failed. */
  #ask(question: ReferenceQuestion): Promise<ReferenceAnswer> {
    return new Promise((done) => {
      const settle = (said: ReferenceAnswer): void => {
        this.#child.off('message', settle).off('exit', died);
        done(said);
      };
      const died = (): void => settle({ failed: 'the process ended' });
      this.#child.once('message', settle).once('exit', died);
      this.#child.send(question, (error) => error && settle({ failed: error.message }));
    });
  }
}
