import type { LiveState } from '@hindcast/engine/wire';
import type { Channel } from '$lib/realtime/channel.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { sharedChannel } from '$lib/state/channel.ts';

/** What is watched live, and whether it can be reached: one for all parts of the page that look at it. */
export class LiveMarket {
  readonly channel: Channel;
  #state = $state.raw<LiveState | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #online = $state(false);
  #users = 0;
  #stop: () => void = () => undefined;
  // Nothing is drawn from the set itself.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #listeners = new Set<(state: LiveState) => void>();

  constructor(channel: Channel) {
    this.channel = channel;
  }

  get state(): LiveState | null {
    return this.#state;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get online(): boolean {
    return this.#online;
  }
  /** Whether rows are being counted: before that there is nothing to ask for. */
  get running(): boolean {
    return this.#state?.stage === 'live' || this.#state?.stage === 'ended';
  }

  /** Hears of every state that was told from now on: of the first, of each new epoch, and after a lost connection. */
  onState(listener: (state: LiveState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens for as long as somebody looks; answers how to stop. */
  use(): () => void {
    if (this.#users++ === 0) this.#begin();
    let used = true;
    return () => {
      if (!used) return;
      used = false;
      if (--this.#users === 0) this.#stop();
    };
  }

  async #open(): Promise<void> {
    try {
      this.#take(await this.channel.request('live_open', {}));
    } catch (error) {
      this.#failure = Failure.from(error);
    }
  }

  #begin(): void {
    const { channel } = this;
    this.#online = channel.status === 'online';
    const stops = [
      channel.on('live_state', (state) => this.#take(state)),
      channel.onStatus((status) => {
        this.#online = status === 'online';
        if (this.#online) void this.#open();
      }),
    ];
    void this.#open();
    this.#stop = () => {
      for (const stop of stops) stop();
    };
  }

  #take(state: LiveState): void {
    this.#state = state;
    this.#failure = null;
    this.#online = true;
    for (const listener of this.#listeners) listener(state);
  }
}

let market: LiveMarket | undefined;

/** The live market of this page's server. */
export function liveMarket(): LiveMarket {
  market ??= new LiveMarket(sharedChannel());
  return market;
}
