import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { Comparison } from './wire.ts';

/** Two runs side by side. */
export class OpenComparison {
  readonly ids: readonly [string, string];
  #found = $state.raw<Comparison | null>(null);
  #failure = $state.raw<Failure | null>(null);

  constructor(ids: readonly [string, string]) {
    this.ids = ids;
  }

  get found(): Comparison | null {
    return this.#found;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  async load(): Promise<void> {
    const [a, b] = this.ids;
    try {
      this.#found = unwrap(await api.GET('/api/simulations/compare', { params: { query: { a, b } } }));
      this.#failure = null;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }
}
