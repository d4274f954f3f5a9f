import { alertPreferences, type Voice } from './alert-preferences.svelte.ts';
import { SoundQueue } from './sound-queue.ts';
import { TONES } from './voices.ts';

/** Of a tone: how fast it comes, seconds; it dies away over its length. */
const ATTACK = 0.012;
const QUIET = 0.0001;

/**
 * Tones made in code. Browsers keep a page silent until its reader has clicked or typed; what comes before that is not
 * caught up on.
 */
class Sounds {
  #context: AudioContext | undefined;
  #allowed = $state(false);
  readonly #queue = new SoundQueue((voice) => this.#play(voice));

  /** Whether the browser lets the page be heard. */
  get allowed(): boolean {
    return this.#allowed;
  }

  /** Waits for the reader's first click or key; answers how to stop. */
  listen(): () => void {
    const wake = (): void => void this.#wake();
    addEventListener('pointerdown', wake, { passive: true });
    addEventListener('keydown', wake, { passive: true });
    return () => {
      removeEventListener('pointerdown', wake);
      removeEventListener('keydown', wake);
    };
  }

  say(voice: Voice): void {
    if (this.#allowed && alertPreferences.sound && alertPreferences.volume > 0) this.#queue.say(voice);
  }

  /** Lets a voice be heard, whatever is muted: somebody asked for it. */
  async sample(voice: Voice): Promise<void> {
    await this.#wake();
    this.#queue.say(voice);
  }

  async #wake(): Promise<void> {
    if (this.#allowed) return;
    this.#context ??= new AudioContext();
    await this.#context.resume().catch(() => undefined);
    this.#allowed = this.#context.state === 'running';
  }

  #play(voice: Voice): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    const start = context.currentTime + 0.02;
    for (const { hertz, at, long } of TONES[voice]) {
      const gain = context.createGain();
      const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: hertz });
      const [from, to] = [start + at, start + at + long];
      gain.gain.setValueAtTime(QUIET, from);
      gain.gain.exponentialRampToValueAtTime(Math.max(QUIET, alertPreferences.volume * 0.5), from + ATTACK);
      gain.gain.exponentialRampToValueAtTime(QUIET, to);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(from);
      oscillator.stop(to);
    }
  }
}

export const sounds = new Sounds();
