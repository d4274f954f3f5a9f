import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { LatestOnly } from '$lib/realtime/latest-only.ts';
import type { NewRun, Preview } from './wire.ts';

/** Faster than this, every simulation is let through while a finger moves; a slower one makes room for the next. */
const SMOOTH_MS = 250;
/** Points of the curve: about as many as the chart has pixels. */
const POINTS = 800;

/** The set-up simulated as it stands, without keeping it: what the sliders move. */
export class LivePreview {
  #shown = $state.raw<Preview | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #before = $state.raw<Preview | null>(null);
  #busy = $state(false);
  #revision = $state(0);
  #took = 0;
  #underWay: AbortController | undefined;
  readonly #queue = new LatestOnly<NewRun>((request) => this.#simulate(request));

  get shown(): Preview | null {
    return this.#shown;
  }
  /** What was shown when a hand was last put on a slider. */
  get before(): Preview | null {
    return this.#before;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get busy(): boolean {
    return this.#busy;
  }
  /** Counts what has been shown. */
  get revision(): number {
    return this.#revision;
  }

  /** Remembers what is shown, to be seen behind what comes. */
  hold(): void {
    this.#before = this.#shown;
  }

  /** Something else is simulated now: what was remembered is of no use. */
  forget(): void {
    this.#before = null;
  }

  /** Simulates this next; what waits is forgotten. */
  ask(request: NewRun): void {
    if (this.#took > SMOOTH_MS) this.#underWay?.abort();
    this.#busy = true;
    void this.#queue.push(request).finally(() => (this.#busy = this.#queue.busy));
  }

  stop(): void {
    this.#queue.clear();
    this.#underWay?.abort();
  }

  async #simulate(request: NewRun): Promise<void> {
    const underWay = new AbortController();
    this.#underWay = underWay;
    const began = performance.now();
    try {
      const body = { ...request, points: POINTS };
      const answer = await api.POST('/api/simulations/preview', { body, signal: underWay.signal });
      this.#shown = unwrap(answer);
      this.#failure = null;
      this.#revision++;
    } catch (thrown) {
      if (!underWay.signal.aborted) this.#failure = Failure.from(thrown);
    } finally {
      this.#took = performance.now() - began;
    }
  }
}
