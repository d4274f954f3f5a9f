import { HindcastError } from '@hindcast/engine';
import { availableParallelism } from 'node:os';
import type { Advance } from './run-mapping.ts';

/** Runs under way at once: each holds a recording in memory and keeps a core busy; one core stays for the server. */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1));
/** Runs that may wait. */
const WAITING = 16;

interface Entry {
  readonly id: string;
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly abort: AbortController;
  advance: Advance;
  ended: Promise<void>;
  settle: () => void;
}

/** Runs that wait for their turn or are under way, first come, first served. */
export class RunQueue {
  readonly #entries = new Map<string, Entry>();
  #running = 0;
  #admitted = 0;
  #closed = false;

  /** Makes room for one more. Throws SIMULATIONS_BUSY when too many wait. */
  admit(): void {
    if (!this.#closed && this.#entries.size + this.#admitted < AT_ONCE + WAITING) {
      this.#admitted++;
      return;
    }
    throw new HindcastError(
      'SIMULATIONS_BUSY',
      `${WAITING} simulations wait already.`,
      'Wait until one has ended, or cancel one.',
    );
  }

  /** Gives back the room of what was admitted and does not come. */
  refuse(): void {
    this.#admitted--;
  }

  /** Queues work that has been admitted. It is expected not to throw. */
  add(id: string, work: Entry['work']): void {
    this.#admitted--;
    let settle = (): void => undefined;
    const ended = new Promise<void>((resolve) => (settle = resolve));
    const advance = { progress: 0, stage: 'waiting' };
    this.#entries.set(id, { id, work, abort: new AbortController(), advance, ended, settle });
    this.#start();
  }

  advance(id: string, advance: Advance): void {
    const entry = this.#entries.get(id);
    if (entry) entry.advance = advance;
  }

  /** How far a run is; undefined when it is not here. */
  progress(id: string): Advance | undefined {
    return this.#entries.get(id)?.advance;
  }

  /** Ends a run, and resolves when it has ended. */
  async cancel(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    entry?.abort.abort();
    this.#start();
    await entry?.ended;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#entries.keys()].map((id) => this.cancel(id)));
  }

  readonly #started = new Set<string>();

  #start(): void {
    for (const entry of this.#entries.values()) {
      const free = this.#running < AT_ONCE || entry.abort.signal.aborted;
      if (free && !this.#started.has(entry.id)) void this.#run(entry);
    }
  }

  async #run(entry: Entry): Promise<void> {
    this.#started.add(entry.id);
    this.#running++;
    try {
      await entry.work(entry.abort.signal);
    } finally {
      this.#running--;
      this.#started.delete(entry.id);
      this.#entries.delete(entry.id);
      entry.settle();
      this.#start();
    }
  }
}
