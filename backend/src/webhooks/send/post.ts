import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { HindcastError } from '@hindcast/engine';
import {
  checkedUrl,
  demandPublic,
  guardedLookup,
  hostOf,
  type Allowed,
  type Resolve,
} from './address-guard.ts';

/** How long a receiver may take for everything together (SPEC §8). */
export const TIMEOUT_MS = 5_000;
/** How much of an answer is kept for the delivery log. */
const KEPT = 500;

/** What a receiver answered. */
export interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** The beginning of its body. */
  readonly text: string;
  readonly latencyMs: number;
}

/** Posts bodies to targets, and nowhere else: every connection is checked when it is made, redirects are not followed. */
export class Poster {
  readonly #allowed: Allowed;
  readonly #agent: Agent;

  constructor(allowed: Allowed, timeoutMs: number = TIMEOUT_MS, resolve?: Resolve) {
    this.#allowed = allowed;
    this.#agent = new Agent({
      connect: { lookup: guardedLookup(allowed, resolve), timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connections: 8,
      pipelining: 1,
    });
    this.timeoutMs = timeoutMs;
  }
  readonly timeoutMs: number;

  /**
   * @throws HindcastError TARGET_URL, TARGET_PRIVATE for what is never sent; TARGET_UNREACHABLE for what may be tried again
   */
  async post(target: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const url = checkedUrl(target, this.#allowed);
    const host = hostOf(url);
    // A socket does not look an address up that is written out.
    if (isIP(host) !== 0) demandPublic(host, host, this.#allowed);
    const begun = performance.now();
    try {
      const response = await request(url, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': 'application/json' },
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      return {
        status: response.statusCode,
        retryAfterMs: retryAfter(response.headers['retry-after'], Date.now()),
        text: await beginning(response.body),
        latencyMs: Math.round(performance.now() - begun),
      };
    } catch (error) {
      throw unreachable(host, error, this.timeoutMs);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

/** `Retry-After` in seconds or as a date; null when absent or unreadable. */
export function retryAfter(header: string | string[] | undefined, now: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  const ms = /^\d+(\.\d+)?$/.test(text.trim()) ? 1_000 * Number(text) : Date.parse(text) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** The beginning of a body; the rest is not read, however long a receiver goes on. */
async function beginning(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size >= KEPT) break;
  }
  return Buffer.concat(parts).toString('utf8').slice(0, KEPT);
}

function unreachable(host: string, error: unknown, timeoutMs: number): HindcastError {
  if (error instanceof HindcastError) return error;
  const cause = error instanceof Error && error.cause instanceof HindcastError ? error.cause : null;
  if (cause) return cause;
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  const late = name === 'TimeoutError' || name === 'AbortError' || /TIMEOUT/.test(code ?? '');
  const why = late
    ? `did not answer within ${timeoutMs / 1_000} s`
    : `cannot be reached: ${code ?? message ?? 'no reason given'}`;
  return new HindcastError('TARGET_UNREACHABLE', `${host} ${why}.`, 'It is tried again.', { field: 'url' });
}
