import type { AlertNote } from '@hindcast/engine/wire';

/** Toasts that are kept: what is older is in the history. */
const MOST = 24;
export const SHOWN_MS = 8_000;

/** What is said at once: alerts of one kind that were known at the same moment, on one symbol or several. */
export interface AlertToastItem {
  id: string;
  notes: readonly AlertNote[];
  /** Stays until it is dismissed. */
  high: boolean;
  /** When it goes by itself, by the reader's clock; Infinity when it does not. */
  until: number;
}

/** The toasts that stand: high ones first, then the newest. */
export class ToastStack {
  #items = $state.raw<readonly AlertToastItem[]>([]);

  get items(): readonly AlertToastItem[] {
    return this.#items;
  }

  push(notes: readonly AlertNote[], now: number): void {
    const items = [...this.#items];
    for (const note of notes) {
      const id = `${note.title} ${note.knownAt}`;
      const k = items.findIndex((one) => one.id === id);
      const until = note.high ? Infinity : now + SHOWN_MS;
      if (k < 0) items.unshift({ id, notes: [note], high: note.high, until });
      else
        items[k] = { ...items[k], notes: [...items[k].notes, note], until: Math.max(until, items[k].until) };
    }
    this.#items = items.sort((a, b) => Number(b.high) - Number(a.high)).slice(0, MOST);
  }

  dismiss(id: string): void {
    this.#items = this.#items.filter((one) => one.id !== id);
  }
  clear(): void {
    this.#items = [];
  }
  /** Takes away those whose time is over. */
  sweep(now: number): void {
    if (this.#items.some(({ until }) => until <= now))
      this.#items = this.#items.filter(({ until }) => until > now);
  }
  /** Gives those that would go another while: somebody was reading. */
  prolong(now: number): void {
    this.#items = this.#items.map((one) => ({ ...one, until: Math.max(one.until, now + SHOWN_MS / 2) }));
  }
}
