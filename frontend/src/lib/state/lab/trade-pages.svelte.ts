import { api, unwrap } from '$lib/api/client.ts';
import type { paths } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { totalOf } from './runs.svelte.ts';
import type { Trade } from './wire.ts';

type Query = NonNullable<paths['/api/simulations/{id}/trades']['get']['parameters']['query']>;
/** A field of the trade, with a minus in front for the largest first. */
export type TradeSort = NonNullable<Query['sort']>;

const PAGE = 200;

/** The trades of a run, fetched page by page as they come into view. */
export class TradePages {
  readonly #run: string;
  #sort = $state<TradeSort>('id');
  #total = $state<number | null>(null);
  #pages = $state.raw<Readonly<Record<number, readonly Trade[]>>>({});
  #failure = $state.raw<Failure | null>(null);
  #asked: number[] = [];
  /** Answers to an earlier order are dropped. */
  #order = 0;

  constructor(run: string) {
    this.#run = run;
  }

  get sort(): TradeSort {
    return this.#sort;
  }
  /** Null until the first page is there. */
  get total(): number | null {
    return this.#total;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  /** The trade in this place; undefined while its page is under way. */
  at(index: number): Trade | undefined {
    return this.#pages[Math.floor(index / PAGE)]?.[index % PAGE];
  }

  order(sort: TradeSort): void {
    this.#sort = sort;
    this.#order++;
    this.#pages = {};
    this.#asked = [];
  }

  /** Fetches the pages that hold these places, where they are not there yet. */
  need(from: number, to: number): void {
    const last = Math.max(from, Math.min(to, (this.#total ?? PAGE) - 1));
    for (let page = Math.floor(from / PAGE); page <= Math.floor(last / PAGE); page++) {
      if (this.#asked.includes(page)) continue;
      this.#asked.push(page);
      void this.#fetch(page, this.#order);
    }
  }

  async #fetch(page: number, order: number): Promise<void> {
    try {
      const query = { offset: page * PAGE, limit: PAGE, sort: this.#sort };
      const params = { path: { id: this.#run }, query };
      const answer = await api.GET('/api/simulations/{id}/trades', { params });
      const trades = unwrap(answer);
      if (order !== this.#order) return;
      this.#total = totalOf(answer.response, trades.length);
      this.#pages = { ...this.#pages, [page]: trades };
      this.#failure = null;
    } catch (thrown) {
      if (order !== this.#order) return;
      this.#asked = this.#asked.filter((other) => other !== page);
      this.#failure = Failure.from(thrown);
    }
  }
}
