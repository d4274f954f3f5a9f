import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { distinct } from './merge.ts';
import { totalOf } from './runs.svelte.ts';
import type { Trade } from './wire.ts';

const PAGE = 5_000;
/** Pages that are fetched for drawing; of a run with more trades, evenly spread ones stand for all. */
const PAGES = 3;

/** The trades that the distributions are drawn from. */
export class TradeSample {
  readonly #run: string;
  #trades = $state.raw<readonly Trade[] | null>(null);
  #total = $state(0);
  #failure = $state.raw<Failure | null>(null);
  #loading = false;

  constructor(run: string) {
    this.#run = run;
  }

  /** Null until they are there. */
  get trades(): readonly Trade[] | null {
    return this.#trades;
  }
  /** Trades of the run, drawn or not. */
  get total(): number {
    return this.#total;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  async load(): Promise<void> {
    if (this.#trades || this.#loading) return;
    this.#loading = true;
    try {
      const first = await this.#page(0);
      const more = Math.min(PAGES, Math.ceil(this.#total / PAGE)) - 1;
      const offsets = Array.from({ length: Math.max(0, more) }, (_, k) =>
        Math.max(PAGE, Math.round(((k + 1) * (this.#total - PAGE)) / more)),
      );
      const others = await Promise.all(offsets.map((offset) => this.#page(offset)));
      this.#trades = distinct([first, ...others].flat());
      this.#failure = null;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    } finally {
      this.#loading = false;
    }
  }

  async #page(offset: number): Promise<Trade[]> {
    const params = { path: { id: this.#run }, query: { limit: PAGE, offset } };
    const answer = await api.GET('/api/simulations/{id}/trades', { params });
    const trades = unwrap(answer);
    this.#total = totalOf(answer.response, trades.length);
    return trades;
  }
}
