import { Worker } from 'node:worker_threads';
import { HindcastError } from '@hindcast/engine';
import type { SimulationReport } from '@hindcast/engine/simulation';
import type { StoreFolders } from '../datasets/index.ts';
import type { RunFailure, RunInputs } from './dto/run.dto.ts';
import type { Advance } from './run-mapping.ts';

/** What came out of a run, as it is stored. */
export interface RunOutcome {
  readonly report: SimulationReport;
  readonly digest: string;
  /** Packed: see packed.ts. */
  readonly trades: string;
  readonly equity: string;
}

/** What a thread is told when it starts, and what it is asked to do. */
export interface ThreadSetup {
  readonly folders: StoreFolders;
}
export interface ThreadJob {
  readonly inputs: RunInputs;
}
export type ThreadMessage =
  | { readonly advance: Advance }
  | { readonly outcome: RunOutcome }
  | { readonly failure: RunFailure }
  | { readonly crash: string };

/** A thread that has nothing to do is ended after this long. */
const IDLE_MS = 60_000;

/**
 * Simulations on a thread of their own: the server answers everybody else meanwhile, and cancelling is ending the thread. One
 * that has finished a run is kept for a while, because the next one starts sooner on it.
 */
export class RunThreads {
  readonly #folders: StoreFolders;
  readonly #idle = new Map<Worker, NodeJS.Timeout>();

  constructor(folders: StoreFolders) {
    this.#folders = folders;
  }

  /**
   * Runs one simulation.
   *
   * @throws HindcastError INTERRUPTED when `signal` fires; whatever the run itself throws
   */
  async run(
    inputs: RunInputs,
    onAdvance: (advance: Advance) => void,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    if (signal.aborted) throw interrupted();
    const thread = this.#take();
    try {
      const outcome = await this.#ask(thread, { inputs }, onAdvance, signal);
      this.#keep(thread);
      return outcome;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }

  async close(): Promise<void> {
    const idle = [...this.#idle];
    this.#idle.clear();
    for (const [, timer] of idle) clearTimeout(timer);
    await Promise.all(idle.map(([thread]) => thread.terminate()));
  }

  #take(): Worker {
    const [kept] = this.#idle;
    if (!kept) return this.#start();
    const [thread, timer] = kept;
    clearTimeout(timer);
    this.#idle.delete(thread);
    thread.ref();
    return thread;
  }

  #start(): Worker {
    const thread = startThread({ folders: this.#folders });
    // One that breaks while it has nothing to do must not take the server with it.
    thread.on('error', () => undefined);
    thread.once('exit', () => {
      clearTimeout(this.#idle.get(thread));
      this.#idle.delete(thread);
    });
    return thread;
  }

  #keep(thread: Worker): void {
    const forget = (): void => {
      // Somebody took it in the meantime, or it is gone already.
      if (!this.#idle.delete(thread)) return;
      void thread.terminate();
    };
    thread.unref();
    this.#idle.set(thread, setTimeout(forget, IDLE_MS).unref());
  }

  #ask(
    thread: Worker,
    job: ThreadJob,
    onAdvance: (advance: Advance) => void,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        thread.off('message', onMessage);
        thread.off('error', onError);
        thread.off('exit', onExit);
        settle();
      };
      const onAbort = (): void => end(() => reject(interrupted()));
      const onError = (error: unknown): void => end(() => reject(asReason(error)));
      const onExit = (): void => end(() => reject(new Error('The thread of a simulation ended.')));
      const onMessage = (message: ThreadMessage): void => {
        if ('advance' in message) onAdvance(message.advance);
        else if ('outcome' in message) end(() => resolve(message.outcome));
        else if ('failure' in message) end(() => reject(failed(message.failure)));
        else end(() => reject(new Error(message.crash)));
      };
      signal.addEventListener('abort', onAbort);
      thread.on('message', onMessage);
      thread.on('error', onError);
      thread.on('exit', onExit);
      thread.postMessage(job);
    });
  }
}

/** From sources, as tests run, a thread needs the same loader as its parent; the built product needs none. */
function startThread(workerData: ThreadSetup): Worker {
  const source = import.meta.url.endsWith('.ts');
  const execArgv = source
    ? ['--conditions=hindcast-source', '--import', '@swc-node/register/esm-register', '--no-warnings']
    : undefined;
  const file = new URL(source ? './run-worker.ts' : './run-worker.js', import.meta.url);
  return new Worker(file, { workerData, execArgv });
}

const failed = ({ code, message, action }: RunFailure): HindcastError =>
  new HindcastError(code, message, action);

function interrupted(): HindcastError {
  return new HindcastError('INTERRUPTED', 'The simulation was cancelled.', 'Start it again when you like.');
}

/** What ended a thread, in words where there are any. */
function asReason(error: unknown): Error {
  if ((error as { code?: string }).code !== 'ERR_WORKER_OUT_OF_MEMORY') {
    return error instanceof Error ? error : new Error(String(error));
  }
  return new HindcastError(
    'RUN_MEMORY',
    'The simulation needed more memory than there is.',
    'Choose fewer symbols, a longer timeframe or a shorter range.',
  );
}
