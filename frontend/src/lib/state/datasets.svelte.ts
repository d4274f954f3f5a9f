import { api, send, unwrap } from '$lib/api/client.ts';
import type { BrokenDataset, DatasetSummary } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';

type Phase = 'idle' | 'loading' | 'ready' | 'failed';

/** The recorded datasets the server offers. */
class Datasets {
  #phase = $state<Phase>('idle');
  #list = $state.raw<readonly DatasetSummary[]>([]);
  #broken = $state.raw<readonly BrokenDataset[]>([]);
  #failure = $state.raw<Failure | null>(null);
  #loading: Promise<void> | undefined;

  get phase(): Phase {
    return this.#phase;
  }
  get list(): readonly DatasetSummary[] {
    return this.#list;
  }
  /** Folders among the datasets that cannot be used; looked for by {@link lookForBroken}. */
  get broken(): readonly BrokenDataset[] {
    return this.#broken;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  find(name: string): DatasetSummary | undefined {
    return this.#list.find((dataset) => dataset.name === name);
  }

  /** Loads the list once; a second call while it is under way waits for the same answer. */
  load(): Promise<void> {
    if (this.#phase === 'ready') return Promise.resolve();
    return this.reload();
  }

  reload(): Promise<void> {
    this.#loading ??= this.#fetch().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Deletes a dataset of the user's own. */
  async remove(name: string): Promise<void> {
    await send(api.DELETE('/api/datasets/{name}', { params: { path: { name } } }));
    await this.reload();
    await this.lookForBroken();
  }

  async lookForBroken(): Promise<void> {
    this.#broken = await api.GET('/api/datasets/-/broken').then(unwrap, () => []);
  }

  async #fetch(): Promise<void> {
    if (this.#phase !== 'ready') this.#phase = 'loading';
    try {
      this.#list = unwrap(await api.GET('/api/datasets'));
      this.#failure = null;
      this.#phase = 'ready';
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
      this.#phase = 'failed';
    }
  }
}

export const datasets = new Datasets();
