import { api, unwrap } from '$lib/api/client.ts';
import type { DatasetSummary } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';

type Phase = 'idle' | 'loading' | 'ready' | 'failed';

/** The recorded datasets the server offers. */
class Datasets {
  #phase = $state<Phase>('idle');
  #list = $state.raw<readonly DatasetSummary[]>([]);
  #failure = $state.raw<Failure | null>(null);
  #loading: Promise<void> | undefined;

  get phase(): Phase {
    return this.#phase;
  }
  get list(): readonly DatasetSummary[] {
    return this.#list;
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
