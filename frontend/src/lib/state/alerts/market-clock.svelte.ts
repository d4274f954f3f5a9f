import { api, unwrap } from '$lib/api/client.ts';

const EVERY_MS = 30_000;

/** The clock of the live market, which a recorded one has for itself; the reader's own while it is not known. */
export class MarketClock {
  #market = $state<number | null>(null);
  #heard = $state(0);
  #speed = $state(1);
  #simulated = $state(false);
  #label = $state('');

  get simulated(): boolean {
    return this.#simulated;
  }
  get label(): string {
    return this.#label;
  }
  /** UTC ms. */
  get now(): number {
    return this.#market === null ? Date.now() : this.#market + (Date.now() - this.#heard) * this.#speed;
  }

  /** Asks now and then while somebody looks; answers how to stop. */
  watch(): () => void {
    void this.#ask();
    const timer = setInterval(() => void this.#ask(), EVERY_MS);
    return () => clearInterval(timer);
  }

  async #ask(): Promise<void> {
    const live = await api.GET('/api/health').then(unwrap, () => null);
    if (!live) return;
    const { simulated, label, speed } = live.live;
    this.#simulated = simulated;
    this.#label = label;
    this.#speed = speed;
    this.#market = live.live.marketTime;
    this.#heard = Date.now();
  }
}
