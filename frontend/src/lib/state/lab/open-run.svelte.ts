import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { TradePages } from './trade-pages.svelte.ts';
import { TradeSample } from './trade-sample.svelte.ts';
import type { Equity, Run } from './wire.ts';

const POINTS = 1_600;

/** One run as it is read: its inputs, its report, its curve, its trades. */
export class OpenRun {
  readonly id: string;
  readonly trades: TradePages;
  readonly sample: TradeSample;
  #run = $state.raw<Run | null>(null);
  #equity = $state.raw<Equity | null>(null);
  #strategyWord = $state<string>();
  #failure = $state.raw<Failure | null>(null);

  constructor(id: string) {
    this.id = id;
    this.trades = new TradePages(id);
    this.sample = new TradeSample(id);
  }

  get run(): Run | null {
    return this.#run;
  }
  /** Null until the run is done and the curve is there. */
  get equity(): Equity | null {
    return this.#equity;
  }
  /** The replay's word for its strategy, known with a run that is done; undefined where it is too long for a link. */
  get strategyWord(): string | undefined {
    return this.#strategyWord;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Fetches the run, and its curve once it is done. */
  async load(): Promise<void> {
    try {
      const path = { id: this.id };
      const run = unwrap(await api.GET('/api/simulations/{id}', { params: { path } })) as unknown as Run;
      if (run.state === 'done') {
        // Before the run is shown: a link of its trades must open them on its strategy and terms from the first moment.
        const { strategyOfRun } = await import('./strategy-of-run.ts');
        this.#strategyWord = strategyOfRun(run);
      }
      this.#run = run;
      this.#failure = null;
      if (run.state !== 'done') return;
      const query = { points: POINTS };
      this.#equity = unwrap(await api.GET('/api/simulations/{id}/equity', { params: { path, query } }));
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }
}
