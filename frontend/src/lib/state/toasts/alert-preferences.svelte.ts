import { serverSettings } from '$lib/state/settings/settings.svelte.ts';
import type { Settings } from '$lib/state/settings/wire.ts';

/** What has a tone of its own: the six tiers, detectors, rules of the user's own, and whatever is critical. */
export const VOICES = ['1', '2', '3', '4', '5', '6', 'detector', 'rule', 'critical'] as const;
export type Voice = (typeof VOICES)[number];

interface Stored {
  toasts: boolean;
  /** What is shown as it comes; the rest is kept in the history only. */
  shown: readonly Voice[];
  sound: boolean;
  /** 0 to 1. */
  volume: number;
  voices: readonly Voice[];
}

const KEY = 'hindcast-alerts';
/** As the tiers are meant: an anomaly is shown, a confluence shown and heard; so is a rule of one's own, and what is critical. */
const SHIPPED: Stored = {
  ...{ toasts: true, sound: true, volume: 0.4 },
  shown: ['1', '2', 'rule', 'critical'],
  voices: ['2', 'rule', 'critical'],
};

/** What is stored in this browser, as far as it makes sense. */
function read(): Stored {
  try {
    const found = localStorage.getItem(KEY);
    return found === null ? SHIPPED : sensible(JSON.parse(found));
  } catch {
    return SHIPPED;
  }
}

function sensible(found: unknown): Stored {
  const { toasts, shown, sound, volume, voices } = (found ?? {}) as Partial<Record<keyof Stored, unknown>>;
  return {
    toasts: typeof toasts === 'boolean' ? toasts : SHIPPED.toasts,
    shown: known(shown) ?? SHIPPED.shown,
    sound: typeof sound === 'boolean' ? sound : SHIPPED.sound,
    volume: within(volume, 0, 1) ? volume : SHIPPED.volume,
    voices: known(voices) ?? SHIPPED.voices,
  };
}

/** The lowest tier that is heard; the highest there is when none is. */
const lowest = (voices: readonly Voice[]): number =>
  Math.min(6, ...voices.map(Number).filter((tier) => tier === tier));

/** The server's one number where it fits the voices, else every tier from there on. */
function from(tier: number, voices: readonly Voice[]): readonly Voice[] {
  if (lowest(voices) === tier) return voices;
  return VOICES.filter((voice) =>
    Number(voice) === Number(voice) ? Number(voice) >= tier : voices.includes(voice),
  );
}

const known = (words: unknown): Voice[] | undefined =>
  Array.isArray(words) ? VOICES.filter((voice) => words.includes(voice)) : undefined;

const within = (value: unknown, low: number, high: number): value is number =>
  typeof value === 'number' && value >= low && value <= high;

/** How the reader wants to be told: kept on the server, with the browser as a cache. */
class AlertPreferences {
  #now = $state.raw<Stored>(read());

  /** Whether alerts are shown as they come. */
  get toasts(): boolean {
    return this.#now.toasts;
  }
  set toasts(toasts: boolean) {
    this.#keep({ toasts });
  }
  shows(voice: Voice): boolean {
    return this.#now.shown.includes(voice);
  }
  toggleShown(voice: Voice): void {
    this.#keep({ shown: VOICES.filter((one) => (one === voice ? !this.shows(one) : this.shows(one))) });
  }
  get sound(): boolean {
    return this.#now.sound;
  }
  set sound(sound: boolean) {
    this.#keep({ sound });
  }
  get volume(): number {
    return this.#now.volume;
  }
  set volume(volume: number) {
    this.#keep({ volume: Math.max(0, Math.min(1, volume)) });
  }
  hears(voice: Voice): boolean {
    return this.#now.voices.includes(voice);
  }
  toggle(voice: Voice): void {
    const voices = VOICES.filter((one) => (one === voice ? !this.hears(one) : this.hears(one)));
    this.#keep({ voices });
  }

  /** Takes what the server holds; it hears what this browser kept before there was such a thing. */
  take({ sound, layout }: Settings): void {
    if (!('alerts' in layout) && this.#now !== SHIPPED) return this.#keep({});
    const held = sensible(layout.alerts);
    const voices = from(sound.fromTier, held.voices);
    this.#store({ ...held, sound: sound.enabled, volume: sound.volume, voices });
  }

  #keep(change: Partial<Stored>): void {
    this.#store({ ...this.#now, ...change });
    const { toasts, shown, sound, volume, voices } = this.#now;
    serverSettings.change({
      sound: { enabled: sound, volume, fromTier: lowest(voices) },
      layout: { alerts: { toasts, shown, voices } },
    });
  }

  #store(now: Stored): void {
    this.#now = now;
    try {
      localStorage.setItem(KEY, JSON.stringify(now));
    } catch {
      // The choice holds for this visit.
    }
  }
}

export const alertPreferences = new AlertPreferences();
