import { createHmac, timingSafeEqual } from 'node:crypto';

/** Headers of a plain HTTP request. `hindcast` before a name keeps them apart from a proxy's. */
export const HEADERS = {
  id: 'x-hindcast-id',
  timestamp: 'x-hindcast-timestamp',
  signature: 'x-hindcast-signature',
} as const;

/**
 * `v1=` and the HMAC-SHA256, in hexadecimal digits, of the timestamp, a full stop and the body, keyed with the target's
 * secret. The timestamp is signed with the body, so that a receiver can refuse what is older than it likes.
 *
 * @param timestamp seconds since 1970, as sent
 */
export function signature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** For receivers and tests: compares in constant time. */
export function isSignedBy(secret: string, timestamp: string, body: string, given: string): boolean {
  const wanted = Buffer.from(signature(secret, timestamp, body));
  const got = Buffer.from(given);
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}
