import { setTimeout as wait } from 'node:timers/promises';
import { types } from 'node:util';
import { HindcastError } from '@hindcast/engine';
import type { Feed } from './feed.ts';
import type { FeedFile } from './feed-file.ts';

const ATTEMPTS = 7;
const LONGEST_PAUSE_MS = 30_000;

export interface FetchHooks {
  signal?: AbortSignal;
  /** Told the time up to which the feed is there. */
  onProgress?: (at: number) => void;
  /** The first pause after a failure, ms. It doubles. */
  pauseMs?: number;
}

/** Fetches a feed page by page from where its file stands up to `to`, patient with a network that fails. */
export async function fetchFeed(feed: Feed, file: FeedFile, to: number, hooks: FetchHooks): Promise<void> {
  while (file.at < to) {
    hooks.signal?.throwIfAborted();
    const upTo = Math.min(to, file.at + feed.window);
    const rows = await patiently(() => feed.page(file.at, upTo), feed.name, hooks);
    await file.add(rows, upTo);
    hooks.onProgress?.(file.at);
  }
}

async function patiently<T>(ask: () => Promise<T>, name: string, hooks: FetchHooks): Promise<T> {
  let pause = hooks.pauseMs ?? 1000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      hooks.signal?.throwIfAborted();
      if (!isPassing(error)) throw refused(error, name);
      if (attempt === ATTEMPTS) throw unreachable(error, name);
      await wait(pause, undefined, { signal: hooks.signal });
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}

/** Venues' own words for "try again": Binance -1000, -1001, -1003, -1006, -1007, -1008; Bybit 10000, 10006, 10016, 10018. */
const PASSING_CODES = /"code":\s*-(1000|1001|1003|1006|1007|1008)\b|"retCode":\s*(10000|10006|10016|10018)\b/;

/**
 * ccxt's OperationFailed and all that derive from it (NetworkError: time-outs, rate limits, a venue in maintenance), and what ccxt
 * files elsewhere although the venue says that it has failed and not we.
 */
function isPassing(error: unknown): boolean {
  for (let kind: unknown = error; kind !== null && kind !== undefined; kind = Object.getPrototypeOf(kind)) {
    const name = (kind as { constructor?: { name?: string } }).constructor?.name;
    if (name === 'NetworkError' || name === 'OperationFailed') return true;
  }
  return types.isNativeError(error) && PASSING_CODES.test(error.message);
}

function refused(error: unknown, name: string): unknown {
  if (error instanceof HindcastError || !types.isNativeError(error)) return error;
  const text = error.message.split('\n')[0].slice(0, 300);
  return new HindcastError(
    'DOWNLOAD_REFUSED',
    `The venue refused ${name}: ${text}`,
    'Check the symbol and the range. What was fetched is kept: the same command goes on from there.',
  );
}

function unreachable(error: unknown, name: string): HindcastError {
  const text = types.isNativeError(error) ? error.message.split('\n')[0].slice(0, 300) : String(error);
  return new HindcastError(
    'DOWNLOAD_UNREACHABLE',
    `${name} could not be fetched in ${ATTEMPTS} attempts: ${text}`,
    'What was fetched is kept: run the same command again when the venue answers.',
  );
}
