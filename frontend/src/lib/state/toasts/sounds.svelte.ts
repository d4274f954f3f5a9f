import { alertPreferences, type Voice } from './alert-preferences.svelte.ts';
import { SoundQueue } from './sound-queue.ts';
import { lengthOf, TONES } from './voices.ts';

/** Of a tone: how fast it comes, seconds; it dies away over its length. */
const ATTACK = 0.012;
const QUIET = 0.0001;
/** How long hands rest before the browser gets ready for tones, ms. */
const REST_MS = 500;
/** How long after a voice the browser goes on making silence, ms. */
const LINGER_MS = 500;

/**
 * Tones made in code. Browsers keep a page silent until its reader has clicked or typed; what comes before that is not
 * caught up on. A browser that is ready to make tones makes silence all the time, on a thread of its own: it rests between them.
 */
class Sounds {
  #context: AudioContext | undefined;
  #allowed = $state(false);
  #resting: ReturnType<typeof setTimeout> | undefined;
  readonly #queue = new SoundQueue((voice) => void this.#play(voice));

  /** Whether the browser lets the page be heard. */
  get allowed(): boolean {
    return this.#allowed;
  }

  /** Waits for the reader's first click or key, and until hands rest; answers how to stop. */
  listen(): () => void {
    // To get ready takes a browser a twentieth of a second and more, which no key and no click shall wait for.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wake = (): void => {
      clearTimeout(timer);
      if (alertPreferences.sound && !this.#allowed) timer = setTimeout(() => void this.#wake(), REST_MS);
    };
    addEventListener('pointerdown', wake, { passive: true });
    addEventListener('keydown', wake, { passive: true });
    return () => {
      clearTimeout(timer);
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
    this.#restAfter(0);
  }

  async #play(voice: Voice): Promise<void> {
    const context = this.#context;
    this.#restAfter(lengthOf(voice));
    await context?.resume().catch(() => undefined);
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

  /** Lets the browser rest when what lasts `ms` has been said and nothing else is. */
  #restAfter(ms: number): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#context?.suspend().catch(() => undefined), ms + LINGER_MS);
  }
}

export const sounds = new Sounds();
