import type { LiveState, WatchList } from '@hindcast/engine/wire';
import type { Channel } from '$lib/realtime/channel.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { LIST_COLUMNS, rowsOf, sorted, type ListRow, type SortKey } from './list-rows.ts';

/** The live market as a list: one row for each lane as of the newest closed bar. */
export class LiveWatchList {
  #state = $state.raw<LiveState | null>(null);
  #list = $state.raw<WatchList | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #timeframe = $state('');
  #online = $state(true);
  search = $state('');
  sort = $state.raw<{ key: SortKey; down: boolean }>({ key: 'tier', down: true });
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get state(): LiveState | null {
    return this.#state;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  /** Whether what is shown is being kept up. */
  get online(): boolean {
    return this.#online;
  }
  get timeframe(): string {
    return this.#timeframe;
  }
  /** Close of the newest bar, UTC ms; null before the first. */
  get closedAt(): number | null {
    const open = this.#list?.time ?? null;
    const one = this.#state?.timeframes.find(({ timeframe }) => timeframe === this.#list?.timeframe);
    return open === null || !one ? null : open + one.timeframeMs;
  }

  readonly rows: ListRow[] = $derived.by(() => {
    const word = this.search.trim().toLowerCase();
    const rows = rowsOf(this.#state, this.#list);
    const found = rows.filter(({ venue, symbol }) => `${symbol} ${venue}`.toLowerCase().includes(word));
    return sorted(found, this.sort);
  });

  /** Listens for as long as somebody looks; answers how to stop. */
  open(): () => void {
    const channel = this.#channel;
    const stops = [
      channel.on('live_state', (state) => void this.#take(state)),
      channel.on('watch_list', (list) => {
        if (list.timeframe === this.#timeframe) this.#list = list;
      }),
      channel.onStatus((status) => {
        this.#online = status === 'online';
        if (status === 'online') void this.#begin();
      }),
    ];
    void this.#begin();
    return () => {
      for (const stop of stops) stop();
      void channel.request('live_close', {}).catch(() => undefined);
    };
  }

  async choose(timeframe: string): Promise<void> {
    this.#timeframe = timeframe;
    await this.#ask();
  }

  /** The other way round when it is sorted by this already. */
  sortBy(key: SortKey): void {
    this.sort = { key, down: this.sort.key === key ? !this.sort.down : key !== 'symbol' && key !== 'venue' };
  }

  async #begin(): Promise<void> {
    try {
      await this.#take(await this.#channel.request('live_open', {}));
    } catch (error) {
      this.#failure = Failure.from(error);
    }
  }

  async #take(state: LiveState): Promise<void> {
    this.#state = state;
    this.#failure = null;
    if (state.stage !== 'live' && state.stage !== 'ended') return;
    if (!state.timeframes.some(({ timeframe }) => timeframe === this.#timeframe)) {
      this.#timeframe = state.timeframes[0]?.timeframe ?? '';
    }
    await this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#timeframe === '') return;
    try {
      const request = { timeframe: this.#timeframe, columns: [...LIST_COLUMNS] };
      this.#list = await this.#channel.request('live_list', request);
      this.#failure = null;
    } catch (error) {
      this.#failure = Failure.from(error);
    }
  }
}
