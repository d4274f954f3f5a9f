import type { Zone } from '$lib/format/time.ts';

/** Which pair of colours means up and down. */
export type MarketColours = 'teal-red' | 'blue-vermilion';

const KEYS = { market: 'hindcast-market', zone: 'hindcast-zone', panes: 'hindcast-panes' } as const;

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

/** What this reader likes, on this machine: kept in the browser, never sent. */
class Preferences {
  #market = $state<MarketColours>(read(KEYS.market) === 'blue-vermilion' ? 'blue-vermilion' : 'teal-red');
  #zone = $state<Zone>(read(KEYS.zone) === 'local' ? 'local' : 'utc');

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

  /** Panes of the last layout, for links that name none. */
  get panes(): string | null {
    return read(KEYS.panes);
  }
  rememberPanes(panes: string): void {
    write(KEYS.panes, panes);
  }
}

export const preferences = new Preferences();
