import { beginSettings } from '$lib/state/settings/sync.ts';

// The page is an application: it is built once, served as files, and runs in the browser.
export const ssr = false;
export const prerender = false;

export const load = beginSettings;
