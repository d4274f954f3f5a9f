/** Attempts after which a delivery is a dead letter: about an hour and a half with the delays below. */
export const MAX_ATTEMPTS = 10;
const FIRST_MS = 1_000;
const LONGEST_MS = 15 * 60_000;
/** A receiver that asks for more is asked again after this. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

/** Whether the same request may succeed later: timeouts, too many requests, and the receiver's own faults. */
export const mayRetry = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * How long to wait before the next attempt: twice as long each time, a random half of it (so that many deliveries
 * which failed together do not come back together), and never less than the receiver asked for.
 *
 * @param attempts made so far, 1 after the first
 * @param random in [0, 1)
 */
export function delayAfter(attempts: number, retryAfterMs: number | null, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));
  const backoff = full / 2 + (random * full) / 2;
  return Math.max(backoff, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}
