import { collectYoung } from './release-heap.ts';

/** So long before a bar closes the process tidies up, ms. */
const AHEAD_MS = 250;
/** Bars that follow each other faster than this leave no quiet moment, ms. */
const LEAST_PAUSE_MS = 2_000;

/**
 * Takes the garbage of the last minutes away shortly before a bar closes, while nobody waits: else it is collected in the
 * middle of the close, which makes more of it than any other moment, and readers and receivers wait for it.
 */
export class BeforeClose {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param untilClose real ms until the next bar closes */
  plan(untilClose: number): void {
    clearTimeout(this.#timer);
    if (untilClose >= LEAST_PAUSE_MS) this.#timer = setTimeout(collectYoung, untilClose - AHEAD_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
