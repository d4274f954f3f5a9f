import { describe, expect, it } from '@jest/globals';
import { retryAfter } from './post.ts';
import { delayAfter, mayRetry } from './retry.ts';
import { isSignedBy, signature } from './sign.ts';

describe('signature', () => {
  it('is HMAC-SHA256 of timestamp, full stop and body', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec-test-key
    expect(signature('whsec-test-key', '1700000000', '{"a":1}')).toBe(
      'v1=9a214c6d63b230a79e500518445176f01ae5eb75b3e0769f80d7adc4943415f3',
    );
  });

  it('fails for another body, another time, another secret', () => {
    const given = signature('secret-one', '1', 'body');
    expect(isSignedBy('secret-one', '1', 'body', given)).toBe(true);
    expect(isSignedBy('secret-one', '1', 'body!', given)).toBe(false);
    expect(isSignedBy('secret-one', '2', 'body', given)).toBe(false);
    expect(isSignedBy('secret-two', '1', 'body', given)).toBe(false);
    expect(isSignedBy('secret-one', '1', 'body', 'v1=')).toBe(false);
  });
});

describe('retries', () => {
  it('waits twice as long each time, at least half of that, at most a quarter of an hour', () => {
    expect([1, 2, 3, 4].map((attempts) => delayAfter(attempts, null, 0))).toEqual([500, 1_000, 2_000, 4_000]);
    expect([1, 2, 3, 4].map((attempts) => delayAfter(attempts, null, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000,
    ]);
    expect(delayAfter(30, null, 1)).toBe(900_000);
  });

  it('waits at least as long as the receiver asks for, within an hour', () => {
    expect(delayAfter(1, 20_000, 0)).toBe(20_000);
    expect(delayAfter(1, 86_400_000, 0)).toBe(3_600_000);
  });

  it('reads Retry-After in seconds and as a date', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    expect(retryAfter('2', now)).toBe(2_000);
    expect(retryAfter('0.35', now)).toBe(350);
    expect(retryAfter('Sun, 01 Mar 2026 12:01:00 GMT', now)).toBe(60_000);
    expect(retryAfter('soon', now)).toBeNull();
    expect(retryAfter(undefined, now)).toBeNull();
  });

  it('gives up at once on what is wrong with the request, not on what is wrong with the receiver', () => {
    expect([400, 401, 403, 404, 410, 413, 422].map(mayRetry)).not.toContain(true);
    expect([408, 425, 429, 500, 502, 503, 504].map(mayRetry)).not.toContain(false);
  });
});
