import type { LaneRef, ReplayBar } from '@hindcast/engine/wire';
import type { Channel } from '$lib/realtime/channel.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';

interface Asked {
  session: string;
  lane: LaneRef;
  row: number;
}

/** While bars stream past, explanations are asked for this often; reading them faster is not possible. */
const PAUSE_MS = 150;

/** Everything there is to say about the bar at the cursor, a moment behind it while playing. */
export class BarInspector {
  readonly #channel: Channel;
  readonly #queue: LatestOnly<Asked>;
  #bar = $state.raw<ReplayBar | null>(null);
  #failure = $state.raw<Failure | null>(null);

  constructor(channel: Channel) {
    this.#channel = channel;
    this.#queue = new LatestOnly((asked) => this.#load(asked));
  }

  get bar(): ReplayBar | null {
    return this.#bar;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  look(session: string, lane: LaneRef, row: number): void {
    void this.#queue.push({ session, lane, row });
  }

  forget(): void {
    this.#queue.clear();
    this.#bar = null;
  }

  async #load({ session, lane, row }: Asked): Promise<void> {
    try {
      this.#bar = await this.#channel.request('replay_bar', { session, ...lane, row });
      this.#failure = null;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
