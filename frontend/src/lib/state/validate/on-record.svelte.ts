import { api, unwrap } from '$lib/api/client.ts';
import type { Failure } from '$lib/realtime/failure.ts';
import { failureOf } from './failure-of.ts';

/** What the server has on record of a dataset: nothing before the first answer, and nothing of the dataset before. */
export class OnRecord<Item> {
  #list = $state.raw<readonly Item[]>([]);
  #failure = $state.raw<Failure | null>(null);
  #dataset = $state<string | null>(null);
  #known = $state(false);
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
  /** Whether the list is the server's answer: an empty one says something only then. */
  get known(): boolean {
    return this.#known;
  }

  async load(dataset: string): Promise<void> {
    const turn = ++this.#turn;
    if (dataset !== this.#dataset) this.#forget(dataset);
    try {
      const list = await this.#ask(dataset);
      if (turn !== this.#turn) return;
      this.#list = list;
      this.#known = true;
      this.#failure = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#forget(dataset);
      this.#failure = failureOf(thrown);
    }
  }

  #forget(dataset: string): void {
    this.#dataset = dataset;
    this.#list = [];
    this.#known = false;
    this.#failure = null;
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
