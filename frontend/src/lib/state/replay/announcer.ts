import type { AlertToast, EngineEvent, SignalRow } from '@hindcast/engine/wire';
import { baseOf } from '$lib/format/names.ts';
import { shortStamp } from '$lib/format/time.ts';

/** Nobody reads more announcements than one in this time. */
const PAUSE_MS = 1_500;

type Say = (text: string, description: string, row: number) => void;

const signalText = ({ tier, name, symbol, bias }: SignalRow): string =>
  `Tier ${tier}, ${name}: ${baseOf(symbol)}${bias === 'none' ? '' : ` ${bias}`}`;

const placeOf = ({ venue, symbol, time }: SignalRow | EngineEvent): string =>
  `${symbol} on ${venue}, bar of ${shortStamp(time, 'utc')} UTC`;

/**
 * Puts what is announced while bars stream past into words: the first at once, and then the weightiest of what came in each
 * pause with the number of the others, so that a film at full speed is readable.
 */
export class Announcer {
  readonly #say: Say;
  readonly #now: () => number;
  #last = -Infinity;
  #waiting: AlertToast | null = null;
  #others = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: Say, now: () => number = () => performance.now()) {
    this.#say = say;
    this.#now = now;
  }

  hear(toast: AlertToast): void {
    if (this.#waiting) this.#others++;
    if (!this.#waiting || weight(toast) >= weight(this.#waiting)) this.#waiting = toast;
    const wait = this.#last + PAUSE_MS - this.#now();
    if (wait <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), wait);
  }

  /** Forgets what was to be said: of a session that is over. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = null;
    this.#others = 0;
    this.#last = -Infinity;
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [toast, others] = [this.#waiting, this.#others];
    this.#waiting = null;
    this.#others = 0;
    if (!toast) return;
    this.#last = this.#now();
    const more = others > 0 ? ` · and ${others} more` : '';
    const signal = highest(toast.signals);
    const [event] = toast.events.toSorted((a, b) => b.severity - a.severity);
    if (signal) this.#say(signalText(signal), placeOf(signal) + more, signal.row);
    else if (event) this.#say(event.title, placeOf(event) + more, event.row);
  }
}

const highest = (signals: readonly SignalRow[]): SignalRow | undefined =>
  signals.toSorted((a, b) => b.tier - a.tier)[0];

/** Signals weigh more than what detectors say. */
const weight = ({ signals, events }: AlertToast): number =>
  signals.length > 0
    ? 10 + Math.max(...signals.map(({ tier }) => tier))
    : Math.max(0, ...events.map(({ severity }) => severity));
