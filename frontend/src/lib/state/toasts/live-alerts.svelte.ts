import type { AlertNote } from '@hindcast/engine/wire';
import type { Channel } from '$lib/realtime/channel.ts';
import { alertPreferences } from './alert-preferences.svelte.ts';
import { sounds } from './sounds.svelte.ts';
import { ToastStack } from './toast-stack.svelte.ts';
import { voicesOf, weightOf } from './voices.ts';

type Listener = (notes: readonly AlertNote[]) => void;

/**
 * What the live market says, wherever one is in the product. A replay does not hear a market that is a recording itself: it
 * would be told what comes.
 */
class LiveAlerts {
  readonly stack = new ToastStack();
  readonly #listeners = new Set<Listener>();
  #channel: Channel | undefined;
  #replaying = false;

  /** Listens from now on; answers how to stop. */
  open(channel: Channel): () => void {
    this.#channel = channel;
    const stops = [
      channel.on('alert_toast', ({ source, alerts }) => {
        if (source === 'live' && alerts) this.#hear(alerts);
      }),
      channel.onStatus((status) => {
        if (status === 'online') this.#join();
      }),
      sounds.listen(),
    ];
    this.#join();
    return () => {
      for (const stop of stops) stop();
      this.#channel = undefined;
    };
  }

  /** Which page is open decides what may be heard. */
  at(path: string): void {
    const replaying = path.startsWith('/replay');
    if (replaying === this.#replaying) return;
    this.#replaying = replaying;
    if (replaying) this.stack.clear();
    this.#join();
  }

  /** Hears alerts as they come, shown or not; answers how to stop. */
  onAlerts(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #join(): void {
    void this.#channel?.request('alerts_open', { replaying: this.#replaying }).catch(() => undefined);
  }

  #hear(alerts: readonly AlertNote[]): void {
    for (const listener of this.#listeners) listener(alerts);
    const told = alerts.filter(({ muted }) => muted === null);
    const shown = told.filter((note) => voicesOf(note).some((voice) => alertPreferences.shows(voice)));
    if (alertPreferences.toasts && shown.length > 0) this.stack.push(shown, Date.now());
    const [loudest] = told
      .flatMap(voicesOf)
      .filter((voice) => alertPreferences.hears(voice))
      .sort((a, b) => weightOf(b) - weightOf(a));
    if (loudest) sounds.say(loudest);
  }
}

export const liveAlerts = new LiveAlerts();
