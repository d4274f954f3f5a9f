import type { DecodedFrame, LaneRef, LaneView, ReplayOpened } from '@hindcast/engine/wire';
import { METRIC_GROUPS } from '$lib/format/metrics.ts';
import type { MarketSource } from '$lib/source/market-source.ts';
import { LaneFeed } from './feed.svelte.ts';
import { Recording } from './recording.ts';

/** The columns that charts and the state of the bar read. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['tiers', 'bias', 'volatilityRegime', 'cascadeSeverity'],
  ...METRIC_GROUPS.flatMap((group) => group.metrics.map((metric) => metric.name)),
]);
/** What a chart that stands beside the main one reads. */
const BESIDE: ReadonlySet<string> = new Set([
  ...['open', 'high', 'low', 'close', 'volume', 'tiers', 'bias', 'ema12', 'ema26'],
]);

export const sameLane = (a: LaneRef, b: LaneRef): boolean => a.venue === b.venue && a.symbol === b.symbol;

interface Prepared {
  main: LaneFeed;
  beside: readonly LaneFeed[];
}

/** The lanes on the page: the main one, and those that stand beside it at the same time. */
export class Feeds {
  readonly #source: MarketSource;
  #main = $state.raw<LaneFeed | null>(null);
  #beside = $state.raw<readonly LaneFeed[]>([]);

  constructor(source: MarketSource) {
    this.#source = source;
  }

  get main(): LaneFeed | null {
    return this.#main;
  }
  get beside(): readonly LaneFeed[] {
    return this.#beside;
  }

  /** Makes these lanes ready to be shown: so many bars of each, up to the cursor, are here when it resolves. */
  async prepare(
    opened: ReplayOpened,
    main: LaneRef,
    beside: readonly LaneView[],
    cursor: number,
    bars: number,
  ): Promise<Prepared> {
    const base = new Recording(opened);
    const recorded = (lane: LaneRef): boolean => opened.lanes.some((other) => sameLane(other, lane));
    const others = beside.filter((view) => recorded(view) && (view.timeframe || !sameLane(view, main)));
    const columns = opened.columns.filter((name) => SHOWN.has(name));
    const few = columns.filter((name) => BESIDE.has(name));
    await this.#source.watch([main, ...others], columns);
    const next = this.#feed(opened, base, main, columns);
    const rest = others.map((view) => this.#feed(opened, base, view, few));
    await Promise.all([next, ...rest].map((feed) => feed.ensure(cursor, bars)));
    return { main: next, beside: rest };
  }

  /** Shows what was prepared. */
  show({ main, beside }: Prepared): void {
    this.#main = main;
    this.#beside = beside;
  }

  /** Makes so many bars of every lane present. */
  async ensure(cursor: number, bars: number): Promise<void> {
    await Promise.all(this.#all().map((feed) => feed.ensure(cursor, bars)));
  }

  covers(cursor: number, bars: number): boolean {
    const all = this.#all();
    return all.length > 0 && all.every((feed) => feed.covers(cursor, bars));
  }

  /** Takes a pushed frame; answers whether it was one of the main lane's. */
  accept(frame: DecodedFrame): boolean {
    for (const feed of this.#all()) if (feed.carries(frame)) feed.accept(frame);
    return this.#main?.carries(frame) ?? false;
  }

  forget(): void {
    this.#main = null;
    this.#beside = [];
  }

  #feed(opened: ReplayOpened, base: Recording, view: LaneView, columns: readonly string[]): LaneFeed {
    const higher = opened.timeframes.find(({ timeframe }) => timeframe === view.timeframe);
    const lane = { venue: view.venue, symbol: view.symbol, timeframe: higher?.timeframe ?? opened.timeframe };
    const grid = higher ? new Recording({ ...higher, rows: Infinity }) : base;
    return new LaneFeed(this.#source, { lane, grid, base }, columns);
  }

  #all(): readonly LaneFeed[] {
    return this.#main ? [this.#main, ...this.#beside] : [];
  }
}
