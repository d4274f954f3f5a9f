import type { LaneRef, ReplayBar } from '@hindcast/engine/wire';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import type { MarketSource } from '$lib/source/market-source.ts';

interface Asked {
  lane: LaneRef;
  row: number;
}

/** While bars stream past, explanations are asked for this often; reading them faster is not possible. */
const PAUSE_MS = 150;

/** Everything there is to say about the bar at the cursor, a moment behind it while playing. */
export class BarInspector {
  readonly #source: MarketSource;
  readonly #queue: LatestOnly<Asked>;
  #bar = $state.raw<ReplayBar | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #last: Asked | null = null;

  constructor(source: MarketSource) {
    this.#source = source;
    this.#queue = new LatestOnly((asked) => this.#load(asked));
  }

  get bar(): ReplayBar | null {
    return this.#bar;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  /** @param anew also where that bar is the one that was asked for last: a strategy has changed */
  look(lane: LaneRef, row: number, anew = false): void {
    const last = this.#last;
    const same = last?.row === row && last.lane.venue === lane.venue && last.lane.symbol === lane.symbol;
    if (same && !anew) return;
    this.#last = { lane, row };
    void this.#queue.push(this.#last);
  }

  forget(): void {
    this.#queue.clear();
    this.#last = null;
    this.#bar = null;
  }

  async #load({ lane, row }: Asked): Promise<void> {
    try {
      this.#bar = await this.#source.bar({ ...lane, row });
      this.#failure = null;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
      this.#last = null;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
