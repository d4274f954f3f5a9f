import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { PendingChange } from './pending-change.ts';
import type { Settings, SettingsChange } from './wire.ts';

const KEY = 'hindcast-settings';
const DEBOUNCE_MS = 400;
const RETRY_MS = 15_000;

/** `kept`: the server cannot be asked, what was changed is in the browser and goes to it later. */
export type SyncState = 'loading' | 'saved' | 'saving' | 'kept' | 'refused';

type Listener = (settings: Settings) => void;

/**
 * The settings of this installation: kept on the server, with the browser as a cache. What is changed holds at once, goes to the
 * server a moment later, and waits in the browser for as long as the server cannot be asked.
 */
class ServerSettings {
  #stored = $state.raw<Settings | null>(cached());
  #state = $state<SyncState>('loading');
  #failure = $state.raw<Failure | null>(null);
  readonly #pending = new PendingChange();
  readonly #listeners = new Set<Listener>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #working: Promise<void> = Promise.resolve();
  #known = this.#stored !== null;

  /** What holds; null until the server was asked for the first time. */
  get now(): Settings | null {
    return this.#stored;
  }
  /** Whether this browser has been told the server's settings before. */
  get known(): boolean {
    return this.#known;
  }
  get state(): SyncState {
    return this.#state;
  }
  /** Why the server could not be asked, or what it refused. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Hears of the settings whenever the server has told them. */
  onTold(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Asks the server; what waits is sent to it. */
  load(): Promise<void> {
    return this.#queue(async () => {
      if (!this.#pending.empty) return this.#flush();
      this.#told(unwrap(await api.GET('/api/settings')));
    });
  }

  /** Changes what is given, at once here and a moment later on the server. Of the layout, the names that are given. */
  change(change: SettingsChange): void {
    this.#pending.add(change);
    if (this.#stored) this.#keep(this.#pending.over(this.#stored));
    this.#state = 'saving';
    this.#again(DEBOUNCE_MS);
  }

  /** Changes what is given and waits for the server. Throws its refusal; nothing has changed then. */
  async save(body: SettingsChange): Promise<void> {
    await this.#ask(async () => unwrap(await api.PATCH('/api/settings', { body })));
  }

  /** Takes a file as it was exported; what is not in it has its default again. Throws its refusal; nothing has changed then. */
  async replace(body: SettingsChange): Promise<void> {
    await this.#ask(async () => unwrap(await api.PUT('/api/settings', { body })));
  }

  async #ask(request: () => Promise<Settings>): Promise<void> {
    let thrown: unknown;
    await this.#queue(async () => {
      try {
        await this.#flush();
        this.#told(await request());
      } catch (error) {
        thrown = error;
      }
    });
    if (thrown !== undefined) throw failureOf(thrown);
  }

  /** One after the other: an answer is never older than what is shown. */
  #queue(work: () => Promise<void>): Promise<void> {
    this.#working = this.#working.then(work).catch((error: unknown) => this.#failed(error));
    return this.#working;
  }

  async #flush(): Promise<void> {
    if (this.#pending.empty) return;
    const sent = this.#pending.copy();
    // The layout is one value for the server: what another page has put there since stays.
    const { layout } = sent.layout ? unwrap(await api.GET('/api/settings')) : { layout: {} };
    const body = { ...sent, ...(sent.layout && { layout: { ...layout, ...sent.layout } }) };
    try {
      const settings = unwrap(await api.PATCH('/api/settings', { body }));
      this.#pending.drop(sent);
      this.#told(settings);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // It would be refused for ever: what the server holds is shown again.
      this.#pending.drop(sent);
      this.#told(unwrap(await api.GET('/api/settings')));
      this.#state = 'refused';
      this.#failure = error;
    }
  }

  #told(settings: Settings): void {
    this.#keep(this.#pending.over(settings));
    this.#state = this.#pending.empty ? 'saved' : 'saving';
    this.#failure = null;
    for (const listener of this.#listeners) listener(this.#stored ?? settings);
    this.#known = true;
  }

  #failed(error: unknown): void {
    this.#failure = failureOf(error);
    this.#state = 'kept';
    this.#again(RETRY_MS);
  }

  #again(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), ms);
  }

  #keep(settings: Settings): void {
    this.#stored = settings;
    try {
      localStorage.setItem(KEY, JSON.stringify(settings));
    } catch {
      // It holds for this visit.
    }
  }
}

/** What the server would say again: not that it cannot be asked now. */
function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && /^(SETTINGS|REQUEST)_/.test(error.code);
}

/** What is thrown when there is no answer says nothing to a person. */
function failureOf(error: unknown): Failure {
  return error instanceof Failure ? error : Failure.offline();
}

function cached(): Settings | null {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Settings | null;
    return found && typeof found.thresholds?.global === 'object' && typeof found.layout === 'object'
      ? found
      : null;
  } catch {
    return null;
  }
}

export const serverSettings = new ServerSettings();
