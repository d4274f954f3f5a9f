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

/** What is stored, as far as it makes sense. */
function read(): Stored {
  try {
    const found = (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<
      Record<keyof Stored, unknown>
    >;
    const { toasts, shown, sound, volume, voices } = found;
    return {
      toasts: typeof toasts === 'boolean' ? toasts : SHIPPED.toasts,
      shown: known(shown) ?? SHIPPED.shown,
      sound: typeof sound === 'boolean' ? sound : SHIPPED.sound,
      volume: within(volume, 0, 1) ? volume : SHIPPED.volume,
      voices: known(voices) ?? SHIPPED.voices,
    };
  } catch {
    return SHIPPED;
  }
}

const known = (words: unknown): Voice[] | undefined =>
  Array.isArray(words) ? VOICES.filter((voice) => words.includes(voice)) : undefined;

const within = (value: unknown, low: number, high: number): value is number =>
  typeof value === 'number' && value >= low && value <= high;

/** How this reader wants to be told, on this machine: kept in the browser. */
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

  #keep(change: Partial<Stored>): void {
    this.#now = { ...this.#now, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#now));
    } catch {
      // The choice holds for this visit.
    }
  }
}

export const alertPreferences = new AlertPreferences();
