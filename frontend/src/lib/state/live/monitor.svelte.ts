import {
  decodeFrame,
  type DecodedFrame,
  type LaneRef,
  type LivePrices,
  type ReplayBar,
} from '@hindcast/engine/wire';
import { METRIC_GROUPS } from '$lib/format/metrics.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { numbersOf } from './board.ts';
import type { LiveMarket } from './live-market.svelte.ts';

/** How often the monitor looks, in seconds. */
export const REFRESH_SECONDS = [1, 2, 3, 5, 10] as const;
const BARS = 48;
const COLUMNS = ['tiers', 'bias', ...METRIC_GROUPS.flatMap(({ metrics }) => metrics.map(({ name }) => name))];

/** One venue of the symbol, as of the last look. */
export interface Watched {
  lane: LaneRef;
  /** Last trade and mark; NaN where unknown. */
  last: number;
  mark: number;
  /** The last bars, the newest last. */
  rows: DecodedFrame;
  bar: ReplayBar;
}

/** One symbol on every venue, looked at every so many seconds. */
export class Monitor {
  readonly market: LiveMarket;
  #symbol = $state('');
  #timeframe = $state('');
  #every = $state(2);
  #paused = $state(false);
  #venues = $state.raw<readonly Watched[]>([]);
  #lookedAt = $state<number | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #prices: LivePrices | null = null;
  /** The newest row that was told of. */
  #row = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking = false;

  constructor(market: LiveMarket) {
    this.market = market;
  }

  get symbol(): string {
    return this.#symbol;
  }
  get timeframe(): string {
    return this.#timeframe;
  }
  get every(): number {
    return this.#every;
  }
  set every(seconds: number) {
    this.#every = seconds;
    this.#schedule();
  }
  get paused(): boolean {
    return this.#paused;
  }
  get venues(): readonly Watched[] {
    return this.#venues;
  }
  /** When it looked last; wall clock, ms. */
  get lookedAt(): number | null {
    return this.#lookedAt;
  }
  get failure(): Failure | null {
    return this.#failure ?? this.market.failure;
  }
  get symbols(): readonly string[] {
    const symbols = (this.market.state?.lanes ?? []).map(({ symbol }) => symbol);
    return symbols.filter((symbol, k) => symbols.indexOf(symbol) === k);
  }

  /** Looks for as long as somebody does; answers how to stop. */
  open(symbol: string | null, timeframe: string | null): () => void {
    this.#symbol = symbol ?? '';
    this.#timeframe = timeframe ?? '';
    const { market } = this;
    const stops = [
      market.onState(() => void this.#begin()),
      market.channel.on('watch_list', (list) => {
        if (list.timeframe === this.#timeframe) this.#row = list.row;
      }),
      market.channel.on('live_prices', (prices) => (this.#prices = prices)),
      market.use(),
    ];
    if (market.state && market.online) void this.#begin();
    return () => {
      clearTimeout(this.#timer);
      for (const stop of stops) stop();
      if (market.online) void market.channel.request('live_leave', { what: 'list' }).catch(() => undefined);
    };
  }

  choose(symbol: string, timeframe = this.#timeframe): void {
    this.#symbol = symbol;
    this.#timeframe = timeframe;
    void this.#begin();
  }

  toggle(): void {
    this.#paused = !this.#paused;
    if (this.#paused) clearTimeout(this.#timer);
    else void this.refresh();
  }

  /** Looks now, paused or not. */
  async refresh(): Promise<void> {
    if (this.#looking || this.#row < 0) return this.#schedule();
    this.#looking = true;
    const asked = this.#paused;
    try {
      const [symbol, timeframe, row] = [this.#symbol, this.#timeframe, this.#row];
      const lanes = (this.market.state?.lanes ?? []).filter((lane) => lane.symbol === symbol);
      const venues = await Promise.all(lanes.map((lane) => this.#look(lane, timeframe, row)));
      // Paused while it looked: nothing moves any more.
      if (this.#paused && !asked) return;
      if (symbol === this.#symbol && timeframe === this.#timeframe) this.#venues = venues;
      this.#lookedAt = Date.now();
      this.#failure = null;
    } catch (error) {
      this.#failure = Failure.from(error);
    } finally {
      this.#looking = false;
      this.#schedule();
    }
  }

  async #begin(): Promise<void> {
    const { state, running, channel } = this.market;
    if (!state || !running) return;
    const names = state.timeframes.map(({ timeframe }) => timeframe);
    if (!names.includes(this.#timeframe)) this.#timeframe = names[0] ?? '';
    if (!this.symbols.includes(this.#symbol)) this.#symbol = this.symbols[0] ?? '';
    try {
      // The list brings prices every second, and tells of each close.
      const { row } = await channel.request('live_list', { timeframe: this.#timeframe, columns: ['close'] });
      this.#row = row;
      await this.refresh();
    } catch (error) {
      this.#failure = Failure.from(error);
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#paused) this.#timer = setTimeout(() => void this.refresh(), this.#every * 1_000);
  }

  async #look(lane: LaneRef, timeframe: string, row: number): Promise<Watched> {
    const { venue, symbol } = lane;
    const before = this.#venues.find(
      (one) => one.lane.venue === venue && one.lane.symbol === symbol && one.rows.timeframe === timeframe,
    );
    const place = this.market.state!.lanes.indexOf(lane);
    const prices = this.#prices ? numbersOf(this.#prices.data) : new Float64Array();
    const now = {
      lane,
      last: prices[place] ?? NaN,
      mark: prices[this.market.state!.lanes.length + place] ?? NaN,
    };
    // A bar that has closed does not change.
    if (before && before.bar.row === row) return { ...before, ...now };
    const where = { timeframe, venue, symbol };
    const range = { from: Math.max(0, row + 1 - BARS), to: row + 1 };
    const { channel } = this.market;
    const [rows, bar] = await Promise.all([
      channel.request('live_rows', { ...where, ...range, columns: [...COLUMNS] }),
      channel.request('live_bar', { ...where, row }),
    ]);
    return { ...now, rows: decodeFrame(rows), bar };
  }
}
