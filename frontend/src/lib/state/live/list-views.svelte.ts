import { serverSettings } from '$lib/state/settings/settings.svelte.ts';
import { STANDARD_COLUMNS, listColumn } from './list-columns.ts';
import type { ListSort } from './list-query.ts';

/** What a list shows and how: saved under a name. */
export interface ListView {
  columns: readonly string[];
  sort: ListSort;
  search: string;
  venues: readonly string[];
  minTier: number;
  timeframe: string;
}

export interface SavedView {
  name: string;
  view: ListView;
}

export const STANDARD_VIEW: ListView = {
  columns: STANDARD_COLUMNS,
  sort: { column: 'tier', down: true },
  search: '',
  venues: [],
  minTier: 0,
  timeframe: '',
};

const VIEWS = 'hindcast-list-views';
const LAST = 'hindcast-list-last';

/** The views that the reader has saved: kept on the server, with the browser as a cache. */
class StoredViews {
  #list = $state.raw<readonly SavedView[]>(readAll(parsed(VIEWS)));

  get list(): readonly SavedView[] {
    return this.#list;
  }
  save(name: string, view: ListView): void {
    this.#change([...this.#list.filter((saved) => saved.name !== name), { name, view }]);
  }
  forget(name: string): void {
    this.#change(this.#list.filter((saved) => saved.name !== name));
  }
  /** Takes what the server holds; views that it never heard of go to it. */
  take(layout: Readonly<Record<string, unknown>>): void {
    if ('listViews' in layout) this.#keep(readAll(layout.listViews));
    else if (this.#list.length > 0) this.#change(this.#list);
  }

  #change(list: readonly SavedView[]): void {
    this.#keep(list);
    serverSettings.change({ layout: { listViews: list } });
  }
  #keep(list: readonly SavedView[]): void {
    this.#list = list;
    write(VIEWS, list);
  }
}

export const storedViews = new StoredViews();

/** The saved views, and the one that was on this screen last. */
export class ListViews {
  get list(): readonly SavedView[] {
    return storedViews.list;
  }
  /** What was shown last. */
  get last(): ListView {
    return viewOf(parsed(LAST)) ?? STANDARD_VIEW;
  }

  save(name: string, view: ListView): void {
    storedViews.save(name, view);
  }
  forget(name: string): void {
    storedViews.forget(name);
  }
  remember(view: ListView): void {
    write(LAST, view);
  }
}

/** A view out of storage; null for what does not look like one (an older version, a hand at work). */
export function viewOf(value: unknown): ListView | null {
  const { columns, sort, search, venues, minTier, timeframe } = (value ?? {}) as Record<string, unknown>;
  const words = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((one) => typeof one === 'string');
  const { column, down } = (sort ?? {}) as Record<string, unknown>;
  if (!words(columns) || !words(venues) || typeof column !== 'string' || typeof down !== 'boolean')
    return null;
  if (typeof search !== 'string' || typeof minTier !== 'number' || typeof timeframe !== 'string') return null;
  const known = columns.filter((id) => listColumn(id));
  if (known.length === 0 || !listColumn(column)) return null;
  return { columns: known, sort: { column, down }, search, venues, minTier, timeframe };
}

function readAll(found: unknown): SavedView[] {
  if (!Array.isArray(found)) return [];
  return found.flatMap((one: unknown) => {
    const { name, view } = (one ?? {}) as Record<string, unknown>;
    const read = viewOf(view);
    return typeof name === 'string' && read ? [{ name, view: read }] : [];
  });
}

function parsed(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is forbidden: it holds for this visit.
  }
}
