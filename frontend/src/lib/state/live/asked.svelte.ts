import type { LiveCorrelation, ReplayBar } from '@hindcast/engine/wire';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import type { Board } from './board.ts';
import type { LiveMarket } from './live-market.svelte.ts';

/** Lanes whose liquidation levels are asked for at a bar. */
const LEVELS_AT_MOST = 5;

/** What the list does not carry and a panel asks for when it is looked at. */
export class Asked {
  readonly #market: LiveMarket;
  #correlation = $state.raw<LiveCorrelation | null>(null);
  // Replaced as a whole.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #levels = $state.raw<ReadonlyMap<number, ReplayBar['levels']>>(new Map());
  readonly #correlations: LatestOnly<Board>;
  readonly #bars: LatestOnly<{ board: Board; lanes: readonly number[] }>;

  constructor(market: LiveMarket) {
    this.#market = market;
    this.#correlations = new LatestOnly((board) => this.#correlate(board));
    this.#bars = new LatestOnly((asked) => this.#read(asked));
  }

  get correlation(): LiveCorrelation | null {
    return this.#correlation;
  }
  /** Where liquidations lie, by lane. */
  get levels(): ReadonlyMap<number, ReplayBar['levels']> {
    return this.#levels;
  }

  wantCorrelation(board: Board): void {
    void this.#correlations.push(board);
  }
  wantLevels(board: Board, lanes: readonly number[]): void {
    void this.#bars.push({ board, lanes: lanes.slice(0, LEVELS_AT_MOST) });
  }

  async #correlate({ timeframe }: Board): Promise<void> {
    const { channel } = this.#market;
    // What cannot be asked for now stays as it was; the page says that there is no connection.
    const answer = await channel.request('live_correlation', { timeframe }).catch(() => null);
    if (answer) this.#correlation = answer;
  }

  async #read({ board, lanes }: { board: Board; lanes: readonly number[] }): Promise<void> {
    const { timeframe, row } = board;
    const ask = async (lane: number): Promise<[number, ReplayBar['levels']] | null> => {
      const { venue, symbol } = board.lanes[lane];
      const request = { timeframe, venue, symbol, row };
      const bar = await this.#market.channel.request('live_bar', request).catch(() => null);
      return bar && [lane, bar.levels];
    };
    const found = await Promise.all(lanes.map(ask));
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    this.#levels = new Map(found.filter((one) => one !== null));
  }
}
