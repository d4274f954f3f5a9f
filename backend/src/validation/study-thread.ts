import { Worker } from 'node:worker_threads';
import { HindcastError, type ErrorPlace } from '@hindcast/engine';
import type { StoreFolders } from '../datasets/index.ts';
import type { SweepTrial } from './sweep/sweep-run.ts';
import type { StudyHooks, StudyProgress, StudyResult, StudyWork } from './study-work.ts';

type Told =
  | { readonly progress: StudyProgress }
  | { readonly trials: readonly SweepTrial[] }
  | { readonly result: StudyResult }
  | { readonly failure: { code: string; message: string; action: string; place: ErrorPlace } };

/** Runs a study in a thread of its own, so that the server goes on answering. */
export function studyInThread(
  folders: StoreFolders,
  work: StudyWork,
  hooks: StudyHooks,
): Promise<StudyResult> {
  const source = import.meta.url.endsWith('.ts');
  const thread = new Worker(new URL(source ? './study-worker.ts' : './study-worker.js', import.meta.url), {
    workerData: { folders, work },
    // From sources, as tests run, a thread needs the same loader as its parent.
    execArgv: source
      ? ['--conditions=hindcast-source', '--import', '@swc-node/register/esm-register', '--no-warnings']
      : undefined,
  });
  return new Promise<StudyResult>((resolve, reject) => {
    const stop = (): void => thread.postMessage('stop');
    hooks.signal.addEventListener('abort', stop, { once: true });
    thread.on('message', (told: Told) => {
      if ('progress' in told) hooks.onProgress(told.progress);
      else if ('trials' in told) hooks.onTrials(told.trials);
      else if ('result' in told) resolve(told.result);
      else {
        const { code, message, action, place } = told.failure;
        reject(new HindcastError(code, message, action, place));
      }
    });
    thread.once('error', reject);
    thread.once('exit', () => {
      hooks.signal.removeEventListener('abort', stop);
      reject(new Error('The thread of the study ended without an answer.'));
    });
  });
}
