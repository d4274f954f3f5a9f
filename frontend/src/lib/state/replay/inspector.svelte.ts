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

  look(lane: LaneRef, row: number): void {
    void this.#queue.push({ lane, row });
  }

  forget(): void {
    this.#queue.clear();
    this.#bar = null;
  }

  async #load({ lane, row }: Asked): Promise<void> {
    try {
      this.#bar = await this.#source.bar({ ...lane, row });
      this.#failure = null;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
