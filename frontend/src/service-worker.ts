/// <reference types="@sveltejs/kit" />
import { build, files, version } from '$service-worker';

/*
 * The page opens without a server: what it is built of is kept in the browser, one cache for each build. Everything else, and the
 * start page as long as the server answers, comes from the server; requests to /api and the socket are none of its business.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = `hindcast-${version}`;
const START = '/';
const KEPT: ReadonlySet<string> = new Set([...build, ...files]);

worker.addEventListener('install', (event) => {
  const keep = async (): Promise<void> => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...KEPT, START]);
    await worker.skipWaiting();
  };
  event.waitUntil(keep());
});

worker.addEventListener('activate', (event) => {
  const forget = async (): Promise<void> => {
    for (const name of await caches.keys()) {
      if (name.startsWith('hindcast-') && name !== CACHE) await caches.delete(name);
    }
    await worker.clients.claim();
  };
  event.waitUntil(forget());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (KEPT.has(url.pathname)) event.respondWith(kept(request));
  else if (request.mode === 'navigate') event.respondWith(startPage(request));
});

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

/** Every address is the same start page; the server's, unless it cannot be reached. */
async function startPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(CACHE);
    const start = await cache.match(START);
    if (start) return start;
    throw error;
  }
}
