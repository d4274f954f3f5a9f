import { writeFigures, type Figures } from '$lib/format/numbers.ts';
import { isZone, type Zone } from '$lib/format/time.ts';
import { serverSettings } from './settings/settings.svelte.ts';
import type { Settings } from './settings/wire.ts';

/** Which pair of colours means up and down. */
export type MarketColours = 'teal-red' | 'blue-vermilion';

const KEYS = {
  market: 'hindcast-market',
  zone: 'hindcast-zone',
  panes: 'hindcast-panes',
  layouts: 'hindcast-layouts',
  units: 'hindcast-units',
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

/** Open interest in USD or in coins; large figures short or with every digit. */
export interface Units {
  amounts: 'usd' | 'base';
  figures: Figures;
}

function parsed(key: string): unknown {
  try {
    return JSON.parse(read(key) ?? 'null');
  } catch {
    return null;
  }
}

/** The saved layouts; what does not look like one (an older version, a hand at work) is left out. */
const layoutsOf = (found: unknown): SavedLayout[] => (Array.isArray(found) ? found.filter(isLayout) : []);

function unitsOf(found: unknown): Units {
  const { amounts, figures } = (found ?? {}) as Record<string, unknown>;
  return {
    amounts: amounts === 'base' ? 'base' : 'usd',
    figures: figures === 'full' ? 'full' : 'short',
  };
}

const zoneOf = (word: string | null): Zone => (word !== null && isZone(word) ? word : 'utc');
const marketOf = (word: unknown): MarketColours =>
  word === 'blue-vermilion' ? 'blue-vermilion' : 'teal-red';

function isLayout(value: unknown): value is SavedLayout {
  const { name, layout } = (value ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && typeof layout === 'string';
}

/** What the reader likes: kept on the server, and in the browser for the next start and for when there is no server. */
class Preferences {
  #market = $state<MarketColours>(marketOf(read(KEYS.market)));
  #zone = $state<Zone>(zoneOf(read(KEYS.zone)));
  #units = $state.raw<Units>(unitsOf(parsed(KEYS.units)));
  #layouts = $state.raw<readonly SavedLayout[]>(layoutsOf(parsed(KEYS.layouts)));

  constructor() {
    writeFigures(this.#units.figures);
  }

  get market(): MarketColours {
    return this.#market;
  }
  set market(value: MarketColours) {
    this.#colour(value);
    serverSettings.change({ layout: { market: value } });
  }

  get zone(): Zone {
    return this.#zone;
  }
  set zone(value: Zone) {
    this.#stand(value);
    serverSettings.change({ timeZone: value === 'utc' ? 'UTC' : value });
  }

  get units(): Units {
    return this.#units;
  }
  set units(value: Units) {
    this.#write(value);
    serverSettings.change({ units: value });
  }

  get layouts(): readonly SavedLayout[] {
    return this.#layouts;
  }
  saveLayout(name: string, layout: string): void {
    this.#keep([...this.#layouts.filter((saved) => saved.name !== name), { name, layout }]);
    serverSettings.change({ layout: { layouts: this.#layouts } });
  }
  forgetLayout(name: string): void {
    this.#keep(this.#layouts.filter((saved) => saved.name !== name));
    serverSettings.change({ layout: { layouts: this.#layouts } });
  }

  /** Panes of the last layout, for links that name none: this screen's own. */
  get panes(): string | null {
    return read(KEYS.panes);
  }
  rememberPanes(panes: string): void {
    write(KEYS.panes, panes);
  }

  /** Takes what the server holds; what it never heard of stays as it is here. */
  take({ timeZone, units, layout }: Settings): void {
    // Chosen before the server was told of such things.
    if (!serverSettings.known && timeZone === 'UTC' && this.#zone !== 'utc') this.zone = this.#zone;
    else this.#stand(timeZone === 'UTC' ? 'utc' : zoneOf(timeZone));
    this.#write(unitsOf(units));
    if ('market' in layout) this.#colour(marketOf(layout.market));
    if ('layouts' in layout) this.#keep(layoutsOf(layout.layouts));
    else if (this.#layouts.length > 0) serverSettings.change({ layout: { layouts: this.#layouts } });
  }

  #colour(value: MarketColours): void {
    this.#market = value;
    document.documentElement.dataset.market = value;
    write(KEYS.market, value);
  }
  #stand(zone: Zone): void {
    this.#zone = zone;
    write(KEYS.zone, zone);
  }
  #write(units: Units): void {
    this.#units = units;
    writeFigures(units.figures);
    write(KEYS.units, JSON.stringify(units));
  }
  #keep(layouts: readonly SavedLayout[]): void {
    this.#layouts = layouts;
    write(KEYS.layouts, JSON.stringify(layouts));
  }
}

export const preferences = new Preferences();
