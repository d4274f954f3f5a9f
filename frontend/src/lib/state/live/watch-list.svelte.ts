import type { LaneRef, LivePrices, LiveState, WatchList } from '@hindcast/engine/wire';
import { Failure } from '$lib/realtime/failure.ts';
import { Board, boardOf, numbersOf } from './board.ts';
import { LastKnownKeeper, readLastKnown } from './last-known.ts';
import { listColumn, WIRE_COLUMNS } from './list-columns.ts';
import { lanesOf, type ListSort } from './list-query.ts';
import type { LiveMarket } from './live-market.svelte.ts';
import { ListViews, STANDARD_VIEW, type ListView } from './list-views.svelte.ts';
import { Pace } from './pace.svelte.ts';
import { SaidLog } from './said.svelte.ts';
import { SPARK_BARS, Sparks } from './sparks.ts';

/** Bars of the past in which the event stream begins. */
const SAID_BARS = 288;
/** How long the figures of a close have the page to themselves before its events are asked for, ms: until they are painted. */
const FIGURES_FIRST_MS = 40;

/** The live market as a list: the newest closed bar of every lane, and what was said; as much of it as the reader wants. */
export class LiveWatchList {
  readonly market: LiveMarket;
  readonly views = new ListViews();
  readonly said = new SaidLog();
  readonly pace = new Pace(() => this.#show());
  readonly #keeper = new LastKnownKeeper();
  #timeframe = $state('');
  #board = $state.raw<Board | null>(null);
  #prices = $state.raw<Float64Array | null>(null);
  #sparks = $state.raw<Sparks | null>(null);
  #failure = $state.raw<Failure | null>(null);
  /** When what is shown was kept, where it comes out of the browser's storage; null when it is live. */
  #keptAt = $state<number | null>(null);
  #kept = $state.raw<LiveState | null>(null);
  /** What has come and waits for its turn. */
  #coming: { list?: WatchList; prices?: LivePrices } = {};
  #selected = $state.raw<LaneRef | null>(null);
  #hearing: ReturnType<typeof setTimeout> | undefined;

  columns = $state.raw<readonly string[]>(STANDARD_VIEW.columns);
  sort = $state.raw<ListSort>(STANDARD_VIEW.sort);
  search = $state('');
  venues = $state.raw<readonly string[]>([]);
  minTier = $state(0);

  /** Places of the lanes that are shown, in their order. */
  readonly rows: readonly number[] = $derived.by(() => {
    const { search, venues, minTier, sort } = this;
    return this.#board ? lanesOf(this.#board, { search, venues, minTier, sort }) : [];
  });

  constructor(market: LiveMarket) {
    this.market = market;
    this.use(this.views.last);
  }

  /** What is watched, as it was told; or as it was when it was kept. */
  get state(): LiveState | null {
    return this.market.state ?? this.#kept;
  }
  get board(): Board | null {
    return this.#board;
  }
  get failure(): Failure | null {
    return this.#failure ?? this.market.failure;
  }
  /** Whether what is shown is being kept up. */
  get online(): boolean {
    return this.market.online && this.#keptAt === null;
  }
  /** When what is shown was known, where that is some time ago; wall clock, ms. */
  get keptAt(): number | null {
    return this.#keptAt;
  }
  get timeframe(): string {
    return this.#timeframe;
  }
  get timeframes(): readonly string[] {
    return (this.state?.timeframes ?? []).map(({ timeframe }) => timeframe);
  }
  /** The venues of the watched lanes. */
  get allVenues(): readonly string[] {
    // Nothing is drawn from the set itself.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    return [...new Set((this.state?.lanes ?? []).map(({ venue }) => venue))];
  }
  /** The place of the lane that the reader has chosen; the first that is shown when it is not there; −1 when none is. */
  readonly selected: number = $derived.by(() => {
    const place = this.#selected && this.#board ? this.#board.find(this.#selected) : -1;
    return place >= 0 ? place : (this.rows[0] ?? -1);
  });

  select(lane: number): void {
    this.#selected = this.#board?.lanes[lane] ?? null;
  }

  /** The last trade; between trades, and where none is known, the close of the newest bar. */
  price(lane: number): number {
    const last = this.#prices?.[lane] ?? NaN;
    return last === last ? last : (this.#board?.at(lane, 'close') ?? NaN);
  }
  line(lane: number): Float64Array | undefined {
    return this.#sparks?.of(lane);
  }

  /** Listens for as long as somebody looks; answers how to stop. */
  open(): () => void {
    const { market } = this;
    void this.#remember();
    const flush = (): void => this.#keeper.flush();
    addEventListener('pagehide', flush);
    const stops = [
      market.onState((state) => void this.#began(state)),
      market.channel.on('watch_list', (list) => {
        if (list.timeframe === this.#timeframe) this.#came({ list });
      }),
      market.channel.on('live_prices', (prices) => this.#came({ prices })),
      market.channel.onStatus((status) => {
        if (status !== 'online') this.#keptAt ??= this.#board ? Date.now() : null;
      }),
      market.use(),
      () => removeEventListener('pagehide', flush),
    ];
    if (market.state && market.online) void this.#began(market.state);
    return () => {
      for (const stop of stops) stop();
      this.pace.stop();
      clearTimeout(this.#hearing);
      flush();
      if (market.online) void market.channel.request('live_leave', { what: 'list' }).catch(() => undefined);
    };
  }

  async choose(timeframe: string): Promise<void> {
    this.#timeframe = timeframe;
    this.remember();
    if (this.market.online) await this.#ask();
  }

  /** The other way round when it is sorted by this already. */
  sortBy(column: string): void {
    const texts = listColumn(column)?.kind === 'text';
    this.sort = { column, down: this.sort.column === column ? !this.sort.down : !texts };
    this.remember();
  }

  get view(): ListView {
    const { columns, sort, search, venues, minTier } = this;
    return { columns, sort, search, venues, minTier, timeframe: this.#timeframe };
  }

  /** Shows the list as a view says. */
  use({ columns, sort, search, venues, minTier, timeframe }: ListView): void {
    Object.assign(this, { columns, sort, search, venues, minTier });
    if (timeframe === this.#timeframe) return;
    if (this.#timeframe === '') this.#timeframe = timeframe;
    else if (this.timeframes.includes(timeframe)) void this.choose(timeframe);
  }

  /** Keeps the view as it is for the next visit. */
  remember(): void {
    this.views.remember({ ...this.view, search: '' });
  }

  /** The market runs, or began anew: everything is asked for. */
  async #began(state: LiveState): Promise<void> {
    if (!this.market.running) return;
    const names = state.timeframes.map(({ timeframe }) => timeframe);
    if (!names.includes(this.#timeframe)) this.#timeframe = names[0] ?? '';
    await this.#ask();
  }

  async #ask(): Promise<void> {
    const timeframe = this.#timeframe;
    const { channel } = this.market;
    if (timeframe === '') return;
    try {
      const list = await channel.request('live_list', { timeframe, columns: [...WIRE_COLUMNS] });
      const history = await channel.request('live_history', { timeframe, column: 'close', bars: SPARK_BARS });
      if (timeframe !== this.#timeframe) return;
      this.#sparks = Sparks.from(history);
      this.said.forget();
      this.#coming.list = list;
      this.pace.refresh();
      this.#keptAt = null;
      this.#failure = null;
    } catch (error) {
      this.#failure = Failure.from(error);
    }
  }

  #came(news: { list?: WatchList; prices?: LivePrices }): void {
    Object.assign(this.#coming, news);
    this.pace.came();
  }

  /** Brings what has come to the screen. */
  #show(): void {
    const { list, prices } = this.#coming;
    this.#coming = {};
    if (prices) this.#prices = numbersOf(prices.data);
    const board = list && list.timeframe === this.#timeframe ? boardOf(this.market.state, list) : null;
    if (!board) return;
    this.#board = board;
    this.#follow(board);
  }

  #follow(board: Board): void {
    const sparks = this.#sparks?.after(board) ?? null;
    if (sparks) this.#sparks = sparks;
    else void this.#redraw();
    clearTimeout(this.#hearing);
    this.#hearing = setTimeout(() => void this.#hear(board), FIGURES_FIRST_MS);
  }

  async #redraw(): Promise<void> {
    const timeframe = this.#timeframe;
    const request = { timeframe, column: 'close', bars: SPARK_BARS };
    const history = await this.market.channel.request('live_history', request).catch(() => null);
    if (history && timeframe === this.#timeframe) this.#sparks = Sparks.from(history);
  }

  /** What was said in the bars that are shown now. */
  async #hear(board: Board): Promise<void> {
    const { timeframe } = board;
    const from = this.said.to > 0 ? this.said.to : Math.max(0, board.row + 1 - SAID_BARS);
    const ms = this.state?.timeframes.find((one) => one.timeframe === timeframe)?.timeframeMs;
    if (ms === undefined) return;
    const said = await this.market.channel.request('live_said', { timeframe, from }).catch(() => null);
    if (said && timeframe === this.#timeframe) this.said.add(said, ms);
    const { state } = this.market;
    if (state) this.#keeper.keep({ state, board: board.data, said: this.said.list });
  }

  /** Shows what was kept, until there is something newer. */
  async #remember(): Promise<void> {
    const known = await readLastKnown();
    if (!known || this.#board) return;
    this.#kept = known.state;
    this.#keptAt = known.savedAt;
    this.#timeframe = known.board.timeframe;
    this.#board = new Board(known.board);
    this.said.restore(known.said);
  }
}
