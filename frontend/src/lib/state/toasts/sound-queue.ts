import type { Voice } from './alert-preferences.svelte.ts';
import { lengthOf, weightOf } from './voices.ts';

/** Silence between two figures, ms. */
const GAP_MS = 250;

/**
 * One voice at a time: while one speaks, the weightiest of those that came meanwhile waits its turn, and the others are
 * left to the eye. A burst of alerts makes two figures at most, one after the other.
 */
export class SoundQueue {
  readonly #play: (voice: Voice) => void;
  #waiting: Voice | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(play: (voice: Voice) => void) {
    this.#play = play;
  }

  say(voice: Voice): void {
    if (this.#timer !== undefined) {
      if (this.#waiting === null || weightOf(voice) > weightOf(this.#waiting)) this.#waiting = voice;
      return;
    }
    this.#play(voice);
    this.#timer = setTimeout(() => this.#next(), lengthOf(voice) + GAP_MS);
  }

  /** Forgets what waits; what is being said ends by itself. */
  hush(): void {
    this.#waiting = null;
  }

  #next(): void {
    this.#timer = undefined;
    const voice = this.#waiting;
    this.#waiting = null;
    if (voice !== null) this.say(voice);
  }
}
