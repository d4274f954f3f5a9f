import type { LaneFeed } from '$lib/state/replay/feed.svelte.ts';

/** One crosshair over all charts that stand side by side: it stands at the same time in each of them. */
export class Crosshair {
  #at = $state.raw<{ feed: LaneFeed; row: number } | null>(null);

  /** The pointer stands on a bar of a chart; null: it has left that chart. */
  put(feed: LaneFeed, row: number | null): void {
    if (row !== null) this.#at = { feed, row };
    else if (this.#at?.feed === feed) this.#at = null;
  }

  /** The bar of another chart at that time; null in the chart under the pointer. */
  in(feed: LaneFeed): number | null {
    return this.#at && this.#at.feed !== feed ? feed.barOf(this.#at.feed.cursorOf(this.#at.row)) : null;
  }
}
