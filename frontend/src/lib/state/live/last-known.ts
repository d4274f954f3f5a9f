import type { LiveState } from '@hindcast/engine/wire';
import { get, set } from 'idb-keyval';
import type { BoardData } from './board.ts';
import type { Said } from './said.svelte.ts';

const KEY = 'hindcast-live';
/** Kept at most this often while bars come, ms. */
const EVERY = 5_000;
const SAID = 300;

/** What the dashboard showed last: kept in this browser for when there is no server. */
export interface LastKnown {
  savedAt: number;
  state: LiveState;
  board: BoardData;
  said: readonly Said[];
}

/** Reads what was kept; null when there is nothing, or the browser refuses its storage. */
export async function readLastKnown(): Promise<LastKnown | null> {
  try {
    return (await get<LastKnown>(KEY)) ?? null;
  } catch {
    return null;
  }
}

/** Writes what is shown, now and then. */
export class LastKnownKeeper {
  #kept = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next: Omit<LastKnown, 'savedAt'> | undefined;

  keep(next: Omit<LastKnown, 'savedAt'>): void {
    this.#next = next;
    if (this.#timer !== undefined) return;
    const rest = Math.max(0, this.#kept + EVERY - performance.now());
    this.#timer = setTimeout(() => this.flush(), rest);
  }

  /** Writes what waits: the page may be about to close. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const next = this.#next;
    this.#next = undefined;
    if (!next) return;
    this.#kept = performance.now();
    const known: LastKnown = { ...next, said: next.said.slice(0, SAID), savedAt: Date.now() };
    // A browser that refuses its storage has no last state: that is all.
    void set(KEY, known).catch(() => undefined);
  }
}
