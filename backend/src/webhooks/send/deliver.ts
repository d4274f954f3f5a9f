import { HindcastError } from '@hindcast/engine';
import type { WebhookDeliveryEntity } from '../../database/entities/webhook-delivery.entity.ts';
import type { Attempt } from '../outbox.ts';
import type { Message } from '../payloads/render.ts';
import type { Target } from '../targets/target.ts';
import type { Answer, Poster } from './post.ts';
import { delayAfter, MAX_ATTEMPTS, mayRetry } from './retry.ts';
import { HEADERS, signature } from './sign.ts';

/** What a receiver said to a request, or why it said nothing. */
export interface Reply {
  readonly delivered: boolean;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
  readonly retryAfterMs: number | null;
  readonly status: number | null;
  readonly latencyMs: number | null;
  readonly answer: string;
}

/** Headers of one request, signed where a plain HTTP target has a secret. */
export function headersFor(
  { kind, secret }: Target,
  { body, carries }: Message,
  now: number,
  product: string,
): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': product };
  if (kind === 'email') return secret === null ? headers : { ...headers, authorization: `Bearer ${secret}` };
  if (kind !== 'http') return headers;
  const timestamp = String(Math.floor(now / 1_000));
  return {
    ...headers,
    [HEADERS.id]: carries.map(({ id }) => id).join(','),
    [HEADERS.timestamp]: timestamp,
    ...(secret === null ? {} : { [HEADERS.signature]: signature(secret, timestamp, body) }),
  };
}

/** Sends one message. Never throws: what goes wrong is in the reply. */
export async function deliver(
  poster: Poster,
  target: Target,
  message: Message,
  now: number,
  product: string,
): Promise<Reply> {
  try {
    return replyOf(await poster.post(target.url, message.body, headersFor(target, message, now, product)));
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    const retry = error.code === 'TARGET_UNREACHABLE';
    return {
      ...{ delivered: false, retry, retryAfterMs: null, status: null, latencyMs: null },
      answer: `${error.code}: ${error.message}`,
    };
  }
}

function replyOf({ status, retryAfterMs, text, latencyMs }: Answer): Reply {
  const delivered = status >= 200 && status < 300;
  const moved = status >= 300 && status < 400 ? 'Redirects are not followed: give the final address. ' : '';
  return { delivered, retry: mayRetry(status), retryAfterMs, status, latencyMs, answer: moved + text };
}

/** What a reply means for one of the deliveries that the message carried. */
export function attemptOf(
  delivery: WebhookDeliveryEntity,
  reply: Reply,
  now: number,
  random: number,
): Attempt {
  const { delivered, retry, retryAfterMs, status, latencyMs, answer } = reply;
  const made = delivery.attempts + 1;
  const again = retry && made < MAX_ATTEMPTS;
  return {
    delivery,
    state: delivered ? 'delivered' : again ? 'pending' : 'dead',
    tried: true,
    nextAt: !delivered && again ? now + delayAfter(made, retryAfterMs, random) : now,
    status,
    latencyMs,
    answer,
  };
}
