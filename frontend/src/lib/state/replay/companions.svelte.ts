import type { DecodedFrame, LaneRef, MetricsUpdate } from '@hindcast/engine/wire';
import type { MarketSource } from '$lib/source/market-source.ts';
import { BarInspector } from './inspector.svelte.ts';
import { Timeline } from './timeline.svelte.ts';
import { TradesSoFar } from './trades.svelte.ts';

/** The miniature is asked for anew while somebody moves when so large a share of it is missing. */
const MISSING = 1 / 100;

/** Where a session stands. */
export interface Whereabouts {
  /** The lane in the main chart; null while none is shown. */
  lane: LaneRef | null;
  cursor: number;
  /** The furthest row that the page, and that the source knows to have been played. */
  furthest: number;
  played: number;
}

/**
 * What is told beside the bars: of the bar at the cursor, of the trades so far, and the miniature of what was played. Pushed bars bring
 * theirs along; after a move what was not pushed is asked for.
 */
export class Companions {
  readonly inspector: BarInspector;
  readonly timeline: Timeline;
  readonly trades: TradesSoFar;
  readonly #here: () => Whereabouts | null;
  /** The row up to which trades were told: pushed, or answered. */
  #told = -1;

  /** @param here null while nothing is open */
  constructor(source: MarketSource, here: () => Whereabouts | null) {
    this.inspector = new BarInspector(source);
    this.timeline = new Timeline(source);
    this.trades = new TradesSoFar(source);
    this.#here = here;
  }

  /** Begins with a recording of so many rows. */
  begin(rows: number): void {
    this.timeline.begin(rows);
  }

  forget(): void {
    this.#told = -1;
    this.inspector.forget();
    this.trades.forget();
  }

  /** Takes what came along with bars that were pushed, of which `shown` belong to the main chart. */
  take(update: MetricsUpdate, shown: readonly DecodedFrame[], cursor: number): void {
    for (const rows of shown) this.timeline.extend(rows, update);
    this.trades.add(update);
    this.#told = cursor;
  }

  /** The cursor passes a row, perhaps not for long. */
  passed(): void {
    this.look();
    const { span, played } = this.timeline;
    const furthest = this.#here()?.furthest ?? 0;
    if (furthest - played > (span.to - span.from) * MISSING) this.#survey();
  }

  /** A move has come to rest; with `anew`, on other data, so that nothing told before counts. */
  settle(anew = false): void {
    const here = this.#here();
    if (!here) return;
    this.look(anew);
    if (anew || this.#told !== here.cursor) this.trades.reload();
    this.#told = here.cursor;
    if (anew || here.played > this.timeline.played) this.#survey();
  }

  look(anew = false): void {
    const here = this.#here();
    if (here?.lane) this.inspector.look(here.lane, here.cursor, anew);
  }

  #survey(): void {
    const here = this.#here();
    if (here?.lane) this.timeline.load(here.lane, here.furthest);
  }
}
