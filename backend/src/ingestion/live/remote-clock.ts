import { setTimeout as wait } from 'node:timers/promises';
import { HindcastError, type UtcMs } from '@hindcast/engine';
import { z } from 'zod';
import { RecordedClock, type MarketClock } from './market-clock.ts';

/** How often the recorded market is asked for its time, real ms: a busy machine makes it go slower than it says. */
const EVERY_MS = 500;

const ANSWER = z.object({ now: z.number(), speed: z.number().positive(), paused: z.boolean() });

/** The clock of a recorded market that another process plays (`hindcast exchange`). */
export class RemoteVenueClock implements MarketClock {
  readonly #url: string;
  readonly #stop = new AbortController();
  #clock: RecordedClock;

  private constructor(url: string, clock: RecordedClock) {
    this.#url = url;
    this.#clock = clock;
  }

  /** Asks the market for its time and speed. Throws VENUE_TIME when nobody answers. */
  static async connect(url: string): Promise<RemoteVenueClock> {
    const { now, speed } = await ask(url);
    const clock = new RemoteVenueClock(url, new RecordedClock(speed, now));
    void clock.#follow();
    return clock;
  }

  get speed(): number {
    return this.#clock.speed;
  }

  now(): UtcMs {
    return this.#clock.now();
  }

  close(): void {
    this.#stop.abort();
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await wait(EVERY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      const asked = performance.now();
      const answer = await ask(this.#url).catch(() => undefined);
      if (!answer) continue;
      if (answer.speed !== this.#clock.speed) this.#clock = new RecordedClock(answer.speed, answer.now);
      else this.#clock.set(answer.now + ((performance.now() - asked) / 2) * answer.speed);
    }
  }
}

async function ask(url: string): Promise<z.infer<typeof ANSWER>> {
  try {
    const answer = await fetch(new URL('/__venue/time', url), { signal: AbortSignal.timeout(3_000) });
    return ANSWER.parse(await answer.json());
  } catch (error) {
    throw new HindcastError(
      'VENUE_TIME',
      `Nobody plays a recorded market at ${url}: ${error instanceof Error ? error.message : String(error)}.`,
      'Start one with hindcast exchange, or leave EXCHANGE_URLS out.',
      { field: 'EXCHANGE_URLS' },
    );
  }
}
