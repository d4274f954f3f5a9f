import type { DecodedFrame, LaneRef, ReplayOpened } from '@hindcast/engine/wire';
import { METRIC_GROUPS } from '$lib/format/metrics.ts';
import type { Channel } from '$lib/realtime/channel.ts';
import { LaneFeed } from './feed.svelte.ts';

/** The columns that charts and the state of the bar read. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['tiers', 'bias'],
  ...METRIC_GROUPS.flatMap((group) => group.metrics.map((metric) => metric.name)),
]);
/** What a chart that stands beside the main one reads. */
const BESIDE: ReadonlySet<string> = new Set([
  ...['open', 'high', 'low', 'close', 'volume', 'tiers', 'bias', 'ema12', 'ema26'],
]);

export const sameLane = (a: LaneRef, b: LaneRef): boolean => a.venue === b.venue && a.symbol === b.symbol;

/** The lanes on the page: the main one, and those that stand beside it at the same row. */
export class Feeds {
  readonly #channel: Channel;
  #main = $state.raw<LaneFeed | null>(null);
  #beside = $state.raw<readonly LaneFeed[]>([]);

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get main(): LaneFeed | null {
    return this.#main;
  }
  get beside(): readonly LaneFeed[] {
    return this.#beside;
  }

  /** Turns to these lanes and brings rows [from, to) of each before any is shown. */
  async turnTo(
    opened: ReplayOpened,
    main: LaneRef,
    beside: readonly LaneRef[],
    rows: readonly [number, number],
  ): Promise<void> {
    const { session } = opened;
    const recorded = (lane: LaneRef): boolean => opened.lanes.some((other) => sameLane(other, lane));
    const others = beside.filter((lane) => !sameLane(lane, main) && recorded(lane));
    const columns = opened.columns.filter((name) => SHOWN.has(name));
    const few = columns.filter((name) => BESIDE.has(name));
    await this.#channel.request('replay_watch', { session, lanes: [main, ...others], columns });
    const next = new LaneFeed(this.#channel, session, main, columns);
    const rest = others.map((lane) => new LaneFeed(this.#channel, session, lane, few));
    await Promise.all([next, ...rest].map((feed) => feed.ensure(...rows)));
    this.#main = next;
    this.#beside = rest;
  }

  /** Makes rows [from, to) of every lane present. */
  async ensure(from: number, to: number): Promise<void> {
    await Promise.all(this.#all().map((feed) => feed.ensure(from, to)));
  }

  covers(from: number, to: number): boolean {
    const all = this.#all();
    return all.length > 0 && all.every((feed) => feed.window.covers(from, to));
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

  #all(): readonly LaneFeed[] {
    return this.#main ? [this.#main, ...this.#beside] : [];
  }
}
