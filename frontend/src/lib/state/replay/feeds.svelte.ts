import type { DecodedFrame, LaneRef, LaneView, ReplayOpened } from '@hindcast/engine/wire';
import type { LayoutColumns } from '$lib/charts/layout.ts';
import { METRIC_GROUPS } from '$lib/format/metrics.ts';
import { Failure } from '$lib/realtime/failure.ts';
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

const distinct = (names: readonly string[]): string[] => names.filter((name, k) => names.indexOf(name) === k);

export const sameLane = (a: LaneRef, b: LaneRef): boolean => a.venue === b.venue && a.symbol === b.symbol;

/** The columns of every lane that are held: of the main one, and of those beside it. */
interface Columns {
  main: readonly string[];
  beside: readonly string[];
}

interface Prepared {
  main: LaneFeed;
  beside: readonly LaneFeed[];
}

/** The lanes on the page: the main one, and those that stand beside it at the same time. */
export class Feeds {
  readonly #source: MarketSource;
  #main = $state.raw<LaneFeed | null>(null);
  #beside = $state.raw<readonly LaneFeed[]>([]);
  /** What the layout shows, some of it besides the usual columns. */
  wanted: (opened: ReplayOpened) => LayoutColumns = () => ({ panes: [], overlays: [] });
  readonly #refused: (failure: Failure) => void;

  /** @param refused hears why the columns of the layout cannot be had: the usual ones are shown without */
  constructor(source: MarketSource, refused: (failure: Failure) => void) {
    this.#source = source;
    this.#refused = refused;
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
    const higher = ({ timeframe }: LaneView): boolean =>
      opened.timeframes.some((other) => other.timeframe === timeframe);
    const others = beside.filter(
      (view) => recorded(view) && (view.timeframe ? higher(view) : !sameLane(view, main)),
    );
    const columns = await this.#watch(opened, [main, ...others]);
    const next = this.#feed(opened, base, main, columns.main);
    const rest = others.map((view) => this.#feed(opened, base, view, columns.beside));
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

  /** Columns of the main lane that the layout shows besides those of the recording; one that it showed before may still be held. */
  derived(opened: ReplayOpened): string[] {
    const { panes, overlays } = this.wanted(opened);
    const held = this.#main?.window.columns ?? [];
    return held.filter(
      (name) => !opened.columns.includes(name) && (panes.includes(name) || overlays.includes(name)),
    );
  }

  /** Whether the layout shows a column that is not held. */
  lacks(opened: ReplayOpened): boolean {
    const { main, beside } = this.#columns(opened);
    const holds = (feed: LaneFeed, names: readonly string[]): boolean =>
      names.every((name) => feed.window.columns.includes(name));
    return (
      (this.#main !== null && !holds(this.#main, main)) || this.#beside.some((feed) => !holds(feed, beside))
    );
  }

  /** Columns that are derived for one reader have to be had first: without them a chart is better than none. */
  async #watch(opened: ReplayOpened, lanes: readonly LaneView[]): Promise<Columns> {
    const [all, usual] = [this.#columns(opened), this.#columns(opened, true)];
    try {
      await this.#source.watch(lanes, all.main);
      return all;
    } catch (thrown) {
      const failure = Failure.from(thrown);
      if (failure.code === 'OFFLINE' || all.main.length === usual.main.length) throw thrown;
      await this.#source.watch(lanes, usual.main);
      this.#refused(failure);
      return usual;
    }
  }

  #columns(opened: ReplayOpened, usual = false): Columns {
    const shown = opened.columns.filter((name) => SHOWN.has(name));
    const { panes, overlays } = usual ? { panes: [], overlays: [] } : this.wanted(opened);
    const beside = shown.filter((name) => BESIDE.has(name));
    return {
      main: distinct([...shown, ...panes, ...overlays]),
      beside: distinct([...beside, ...overlays]),
    };
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

/** The lane is none of those that are open. */
export function noLane({ venue, symbol }: LaneRef): Failure {
  return new Failure({
    code: 'LANE_UNKNOWN',
    message: `${symbol} on ${venue} is not in this replay.`,
    action: 'Open a replay that has it.',
  });
}
