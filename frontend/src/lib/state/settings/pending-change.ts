import type { Settings, SettingsChange } from './wire.ts';

const KEY = 'hindcast-settings-pending';

/** What was changed and has not come to the server yet: kept in the browser, so that it is sent even after a restart. */
export class PendingChange {
  #change: SettingsChange;

  constructor() {
    this.#change = read();
  }

  get empty(): boolean {
    return Object.keys(this.#change).length === 0;
  }

  /** Of the layout, single names. */
  add(change: SettingsChange): void {
    const layout = change.layout && { layout: { ...this.#change.layout, ...change.layout } };
    this.#keep({ ...this.#change, ...change, ...layout });
  }

  copy(): SettingsChange {
    return { ...this.#change };
  }

  /** Forgets what was sent, unless it was changed again meanwhile. */
  drop(sent: SettingsChange): void {
    const left = (now: object = {}, before: object = {}): Record<string, unknown> => {
      const old = new Map<string, unknown>(Object.entries(before));
      return Object.fromEntries(Object.entries(now).filter(([name, value]) => old.get(name) !== value));
    };
    const { layout, ...rest } = this.#change;
    const names = left(layout, sent.layout);
    this.#keep({
      ...left(rest, sent),
      ...(Object.keys(names).length > 0 && { layout: names }),
    });
  }

  /** Settings with the change on top. */
  over(settings: Settings): Settings {
    const change = this.#change;
    return { ...settings, ...change, layout: { ...settings.layout, ...change.layout } } as Settings;
  }

  #keep(change: SettingsChange): void {
    this.#change = change;
    try {
      if (this.empty) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify(change));
    } catch {
      // It holds for this visit.
    }
  }
}

function read(): SettingsChange {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
}
