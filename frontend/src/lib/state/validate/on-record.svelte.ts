import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';

/** What the server has on record of a dataset: the last that was heard, and of which dataset. */
export class OnRecord<Item> {
  #list = $state.raw<readonly Item[]>([]);
  #failure = $state.raw<Failure | null>(null);
  readonly #ask: (dataset: string) => Promise<readonly Item[]>;
  #turn = 0;

  constructor(ask: (dataset: string) => Promise<readonly Item[]>) {
    this.#ask = ask;
  }

  get list(): readonly Item[] {
    return this.#list;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  async load(dataset: string): Promise<void> {
    const turn = ++this.#turn;
    try {
      const list = await this.#ask(dataset);
      if (turn !== this.#turn) return;
      this.#list = list;
      this.#failure = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#list = [];
      this.#failure = Failure.from(thrown);
    }
  }
}

/** Sweeps that stopped before their end. */
export const unfinishedSweeps = (dataset: string) =>
  api.GET('/api/sweeps/unfinished', { params: { query: { dataset } } }).then(unwrap);

/** Everything that was tried, the last first. */
export const triedOn = (dataset: string) =>
  api
    .GET('/api/validations/ledger', { params: { query: { dataset } } })
    .then(unwrap)
    .then((list) => list.toReversed());
