import { storedViews } from '$lib/state/live/list-views.svelte.ts';
import { preferences } from '$lib/state/preferences.svelte.ts';
import { alertPreferences } from '$lib/state/toasts/alert-preferences.svelte.ts';
import { setMode, userPrefersMode } from 'mode-watcher';
import { serverSettings } from './settings.svelte.ts';
import type { Settings } from './wire.ts';

export const THEMES = ['dark', 'light', 'system'] as const;
export type Theme = (typeof THEMES)[number];

/** A browser that has not known the server waits for it this long, so that the page begins in its colours. */
const FIRST_WAIT_MS = 400;
/** When one comes back to the page: not asked more often than this. */
const AGAIN_MS = 5_000;

const themeOf = (word: unknown): Theme | undefined => THEMES.find((theme) => theme === word);

let theme: Theme | undefined;

/** Hears which theme is chosen; the first is what the browser began with. */
export function themeChosen(chosen: Theme): void {
  const before = theme;
  theme = chosen;
  if (before === undefined || before === chosen) return;
  if (serverSettings.now?.layout.theme !== chosen) serverSettings.change({ layout: { theme: chosen } });
}

function take(settings: Settings): void {
  preferences.take(settings);
  alertPreferences.take(settings);
  storedViews.take(settings.layout);
  const held = themeOf(settings.layout.theme);
  if (held && held !== userPrefersMode.current) {
    theme = held;
    setMode(held);
  }
}

serverSettings.onTold(take);

/** Brings what the server holds to the page; at a browser's first visit before anything is drawn. */
export async function beginSettings(): Promise<void> {
  const loaded = serverSettings.load();
  if (serverSettings.known) return;
  await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS))]);
}

/** Asks again when there is a connection again and when one comes back to the page; answers how to stop. */
export function followSettings(): () => void {
  let askedAt = Date.now();
  const ask = (): void => {
    if (document.visibilityState === 'hidden' || Date.now() - askedAt < AGAIN_MS) return;
    askedAt = Date.now();
    void serverSettings.load();
  };
  const online = (): void => void serverSettings.load();
  document.addEventListener('visibilitychange', ask);
  addEventListener('focus', ask);
  addEventListener('online', online);
  return () => {
    document.removeEventListener('visibilitychange', ask);
    removeEventListener('focus', ask);
    removeEventListener('online', online);
  };
}
