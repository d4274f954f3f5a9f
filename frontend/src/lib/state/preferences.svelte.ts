import type { Zone } from '$lib/format/time.ts';

/** Which pair of colours means up and down. */
export type MarketColours = 'teal-red' | 'blue-vermilion';

const KEYS = {
  market: 'hindcast-market',
  zone: 'hindcast-zone',
  panes: 'hindcast-panes',
  layouts: 'hindcast-layouts',
} as const;

/** Storage may be forbidden (private windows, policies): then the defaults hold for this visit. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice holds for this visit.
  }
}

export interface SavedLayout {
  name: string;
  layout: string;
}

/** The saved layouts; what does not look like one (an older version, a hand at work) is left out. */
function readLayouts(): SavedLayout[] {
  try {
    const found: unknown = JSON.parse(read(KEYS.layouts) ?? '[]');
    return Array.isArray(found) ? found.filter(isLayout) : [];
  } catch {
    return [];
  }
}

function isLayout(value: unknown): value is SavedLayout {
  const { name, layout } = (value ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && typeof layout === 'string';
}

/** What this reader likes, on this machine: kept in the browser, never sent. */
class Preferences {
  #market = $state<MarketColours>(read(KEYS.market) === 'blue-vermilion' ? 'blue-vermilion' : 'teal-red');
  #zone = $state<Zone>(read(KEYS.zone) === 'local' ? 'local' : 'utc');

  #layouts = $state.raw<readonly SavedLayout[]>(readLayouts());

  get market(): MarketColours {
    return this.#market;
  }
  set market(value: MarketColours) {
    this.#market = value;
    document.documentElement.dataset.market = value;
    write(KEYS.market, value);
  }

  get zone(): Zone {
    return this.#zone;
  }
  set zone(value: Zone) {
    this.#zone = value;
    write(KEYS.zone, value);
  }

  get layouts(): readonly SavedLayout[] {
    return this.#layouts;
  }
  saveLayout(name: string, layout: string): void {
    this.#keep([...this.#layouts.filter((saved) => saved.name !== name), { name, layout }]);
  }
  forgetLayout(name: string): void {
    this.#keep(this.#layouts.filter((saved) => saved.name !== name));
  }

  /** Panes of the last layout, for links that name none. */
  get panes(): string | null {
    return read(KEYS.panes);
  }
  rememberPanes(panes: string): void {
    write(KEYS.panes, panes);
  }

  #keep(layouts: readonly SavedLayout[]): void {
    this.#layouts = layouts;
    write(KEYS.layouts, JSON.stringify(layouts));
  }
}

export const preferences = new Preferences();
