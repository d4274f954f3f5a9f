import { get, set } from 'idb-keyval';

/** A note pinned to a bar of a recording. Times are UTC ms. */
export interface Note {
  id: string;
  venue: string;
  symbol: string;
  timeframe: string;
  /** Close of the bar. */
  time: number;
  text: string;
}

const keyOf = (digest: string): string => `hindcast-notes ${digest}`;

/** The reader's notes on a recording: kept in this browser under the recording's digest, never sent. */
export class Notes {
  #list = $state.raw<readonly Note[]>([]);
  #failed = $state(false);
  #digest = '';

  /** Sorted by time. */
  get list(): readonly Note[] {
    return this.#list;
  }
  /** The browser refused its storage: notes last as long as the page. */
  get failed(): boolean {
    return this.#failed;
  }

  async load(digest: string): Promise<void> {
    this.#digest = digest;
    this.#list = [];
    try {
      const found = (await get<Note[]>(keyOf(digest))) ?? [];
      if (this.#digest === digest) this.#list = found;
    } catch {
      this.#failed = true;
    }
  }

  async pin(note: Omit<Note, 'id'>): Promise<void> {
    const pinned = { ...note, id: crypto.randomUUID() };
    await this.#keep([...this.#list, pinned].sort((a, b) => a.time - b.time));
  }

  async remove(id: string): Promise<void> {
    await this.#keep(this.#list.filter((note) => note.id !== id));
  }

  async #keep(list: readonly Note[]): Promise<void> {
    this.#list = list;
    try {
      await set(keyOf(this.#digest), list);
    } catch {
      this.#failed = true;
    }
  }
}
