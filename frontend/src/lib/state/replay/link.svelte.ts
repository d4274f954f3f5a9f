import { Failure } from '$lib/realtime/failure.ts';
import type { MarketSource } from '$lib/source/market-source.ts';

/** *ended*: the server has ended the session, or another page has taken it over. */
export type Link = 'online' | 'lost' | 'resuming' | 'ended';

/** Whether the session can be reached, and what is done when it can be reached again. */
export class SessionLink {
  readonly #source: MarketSource;
  readonly #resume: () => Promise<void>;
  readonly #stop: () => void;
  #now = $state<Link>('online');
  #reason = $state('');

  /** @param resume takes the session up where it stood; rejects with OFFLINE when the link broke again */
  constructor(source: MarketSource, resume: () => Promise<void>) {
    this.#source = source;
    this.#resume = resume;
    this.#stop = source.onStatus(() => this.#changed());
  }

  get now(): Link {
    return this.#now;
  }
  /** Why the session ended. */
  get reason(): string {
    return this.#reason;
  }

  end(reason: string): void {
    this.#reason = reason;
    this.#now = 'ended';
  }

  begin(): void {
    this.#now = this.#source.status === 'lost' ? 'lost' : 'online';
  }

  async takeUp(): Promise<void> {
    this.#now = 'resuming';
    try {
      await this.#resume();
      this.#now = 'online';
    } catch (thrown) {
      this.#now = Failure.from(thrown).code === 'OFFLINE' ? 'lost' : 'online';
    }
  }

  close(): void {
    this.#stop();
  }

  #changed(): void {
    if (this.#now === 'ended') return;
    const { status } = this.#source;
    if (status === 'lost') this.#now = 'lost';
    else if (status === 'online' && this.#now === 'lost') void this.takeUp();
  }
}
