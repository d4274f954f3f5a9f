import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { knownSymbols, type KnownSymbol } from './known-symbols.ts';
import { serverSettings } from './settings.svelte.ts';
import { ThresholdDraft } from './threshold-draft.svelte.ts';

/** The page of settings: what can be set, and what is being changed of it. */
export class SettingsDesk {
  #draft = $state.raw<ThresholdDraft | null>(null);
  #symbols = $state.raw<readonly KnownSymbol[]>([]);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);
  #said = $state('');

  /** Null until what can be set is known. */
  get draft(): ThresholdDraft | null {
    return this.#draft;
  }
  get symbols(): readonly KnownSymbol[] {
    return this.#symbols;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get busy(): boolean {
    return this.#busy;
  }
  /** What was done last, for those who do not see it. */
  get said(): string {
    return this.#said;
  }

  async load(): Promise<void> {
    this.#failure = null;
    try {
      await serverSettings.load();
      const { now, failure } = serverSettings;
      if (!now) throw failure ?? Failure.offline();
      const sections = unwrap(await api.GET('/api/settings/thresholds'));
      this.#draft = new ThresholdDraft(sections, now.thresholds);
      this.#symbols = await knownSymbols();
    } catch (thrown) {
      this.#failure = thrown instanceof Failure ? thrown : Failure.offline();
    }
  }

  async saveThresholds(): Promise<void> {
    const draft = this.#draft;
    if (!draft) return;
    const failure = await this.#do('Thresholds saved. The live market begins anew with them.', () =>
      serverSettings.save({ thresholds: draft.thresholds }),
    );
    if (failure) draft.refuse(failure);
    else this.#hold();
  }

  /** Null: what the server was started with. Answers what was refused. */
  watch(watched: string[] | null): Promise<Failure | null> {
    return this.#do('Saved. The market is opened anew with these symbols.', () =>
      serverSettings.save({ watched }),
    );
  }

  /** Takes a file as it was exported, or nothing: everything as it ships. Answers what was refused. */
  async replace(text: string, said: string): Promise<Failure | null> {
    const failure = await this.#do(said, () => serverSettings.replace(documentOf(text)));
    if (!failure) this.#hold();
    return failure;
  }

  #hold(): void {
    const { now } = serverSettings;
    if (now) this.#draft?.hold(now.thresholds);
  }

  async #do(said: string, work: () => Promise<void>): Promise<Failure | null> {
    this.#busy = true;
    this.#said = '';
    try {
      await work();
      this.#said = said;
      return null;
    } catch (thrown) {
      return Failure.from(thrown);
    } finally {
      this.#busy = false;
    }
  }
}

function documentOf(text: string): object {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  } catch {
    // Said below.
  }
  throw new Failure({
    code: 'SETTINGS_FILE',
    message: 'This file holds no settings: it is not one JSON object.',
    action: 'Choose a file that was exported here.',
  });
}
