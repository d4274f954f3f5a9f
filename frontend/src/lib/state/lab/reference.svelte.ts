import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { Figure, LibraryStrategy, StrategyNames } from './wire.ts';

const NO_NAMES: StrategyNames = { words: [], operators: [], keys: [], schema: {} };

/** What does not change while the server runs: shipped strategies, the language's words, what figures mean. */
class Reference {
  #strategies = $state.raw<readonly LibraryStrategy[]>([]);
  #names = $state.raw<StrategyNames>(NO_NAMES);
  #figures = $state.raw<readonly Figure[]>([]);
  #failure = $state.raw<Failure | null>(null);
  #ready = $state(false);
  #loading: Promise<void> | undefined;

  get strategies(): readonly LibraryStrategy[] {
    return this.#strategies;
  }
  get names(): StrategyNames {
    return this.#names;
  }
  /** Figures of a report, in the order in which they are shown. */
  get figures(): readonly Figure[] {
    return this.#figures;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get ready(): boolean {
    return this.#ready;
  }

  load(): Promise<void> {
    if (this.#ready) return Promise.resolve();
    this.#loading ??= this.#fetch().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #fetch(): Promise<void> {
    this.#failure = null;
    try {
      const [strategies, names, figures] = await Promise.all([
        api.GET('/api/strategies'),
        api.GET('/api/strategies/names'),
        api.GET('/api/simulations/figures'),
      ]);
      this.#strategies = unwrap(strategies);
      this.#names = unwrap(names);
      this.#figures = unwrap(figures);
      this.#ready = true;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }
}

export const reference = new Reference();
