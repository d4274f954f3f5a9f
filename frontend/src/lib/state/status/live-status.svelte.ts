import { api, unwrap } from '$lib/api/client.ts';
import type { LiveHealth, ParityReceipt } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';

const EVERY_MS = 2_000;

/** How the server and its live market are, asked every two seconds while somebody looks. */
export class LiveStatus {
  #live = $state.raw<LiveHealth | null>(null);
  #receipt = $state.raw<ParityReceipt | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #checking = $state(false);

  /** The last answer; it stays while the server cannot be reached. */
  get live(): LiveHealth | null {
    return this.#live;
  }
  get receipt(): ParityReceipt | null {
    return this.#receipt;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  /** Whether a receipt is being made. */
  get checking(): boolean {
    return this.#checking;
  }

  /** Asks again and again; answers how to stop. */
  watch(): () => void {
    void this.#ask();
    const timer = setInterval(() => void this.#ask(), EVERY_MS);
    return () => clearInterval(timer);
  }

  /** Has the recording replayed and compared. */
  async check(): Promise<void> {
    this.#checking = true;
    try {
      this.#receipt = unwrap(await api.GET('/api/parity'));
      this.#failure = null;
    } catch (error) {
      this.#failure = Failure.from(error);
    } finally {
      this.#checking = false;
    }
  }

  async #ask(): Promise<void> {
    try {
      this.#live = unwrap(await api.GET('/api/health')).live;
      this.#failure = null;
    } catch (error) {
      this.#failure = Failure.from(error);
    }
  }
}
