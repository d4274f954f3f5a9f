import { setTimeout as wait } from 'node:timers/promises';
import { HindcastError } from '@hindcast/engine';
import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ExponentialBackoff,
  handleWhen,
  retry,
  SamplingBreaker,
  wrap,
  type CircuitBreakerPolicy,
  type IPolicy,
} from 'cockatiel';

/** Requests to one venue that may be under way at once. */
export const MAX_IN_FLIGHT = 8;

export interface Patience {
  /** First and longest pause before a repetition, ms. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** How often a request is repeated. */
  attempts: number;
  /** How long an open circuit stays open before one request may try again, ms. */
  halfOpenAfterMs: number;
}

export const PATIENCE: Patience = {
  firstPauseMs: 250,
  longestPauseMs: 30_000,
  attempts: 3,
  halfOpenAfterMs: 10_000,
};

/**
 * Everything that a request to a venue passes through: at most eight at once, repeated after growing pauses, not sent at
 * all while the venue has asked for silence or fails too often.
 */
export class RequestPolicy {
  readonly #policy: IPolicy;
  readonly #breaker: CircuitBreakerPolicy;
  #waiting = 0;
  #silentUntil = 0;
  inFlight = 0;
  mostInFlight = 0;
  requests = 0;
  failures = 0;
  /** How often the circuit has opened. */
  opened = 0;

  constructor(patience: Patience = PATIENCE) {
    this.#breaker = circuitBreaker(handleWhen(isVenueTrouble), {
      halfOpenAfter: patience.halfOpenAfterMs,
      breaker: new SamplingBreaker({ threshold: 0.5, duration: 30_000, minimumRps: 0.3 }),
    });
    this.#breaker.onBreak(() => this.opened++);
    const again = retry(handleWhen(isVenueTrouble), {
      maxAttempts: patience.attempts,
      backoff: backoffOf(patience),
    });
    this.#policy = wrap(again, this.#breaker, bulkhead(MAX_IN_FLIGHT, Infinity));
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#breaker.state === CircuitState.Closed) return 'closed';
    return this.#breaker.state === CircuitState.Open ? 'open' : 'half-open';
  }

  /** Requests that wait for their turn. */
  get queued(): number {
    return Math.max(0, this.#waiting - this.inFlight);
  }

  /** The venue asked for silence (429 and 418 with Retry-After). */
  keepSilent(ms: number): void {
    this.#silentUntil = Math.max(this.#silentUntil, Date.now() + ms);
  }

  /** Asks, with patience. Throws what the last attempt threw, or that the circuit is open. */
  async run<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.#waiting++;
    try {
      return await this.#policy.execute(() => this.#ask(ask, signal), signal);
    } finally {
      this.#waiting--;
    }
  }

  async #ask<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    while (this.#silentUntil > Date.now()) {
      await wait(this.#silentUntil - Date.now(), undefined, { signal });
    }
    this.requests++;
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    try {
      return await ask();
    } catch (error) {
      this.failures++;
      throw error;
    } finally {
      this.inFlight--;
    }
  }
}

/** Pauses before a stream is opened again: they grow with each failure, at random so that streams do not fall in step. */
export class Pauses {
  readonly #backoff: ExponentialBackoff<unknown>;
  #next: ReturnType<ExponentialBackoff<unknown>['next']> | undefined;

  constructor(patience: Patience = PATIENCE) {
    this.#backoff = backoffOf(patience);
  }

  /** The next pause, ms. */
  next(): number {
    this.#next = this.#next ? this.#next.next(undefined) : this.#backoff.next();
    return this.#next.duration;
  }

  /** It went well: the next pause is a short one again. */
  reset(): void {
    this.#next = undefined;
  }
}

/** Exponential with decorrelated jitter: cockatiel's default. */
function backoffOf({ firstPauseMs, longestPauseMs }: Patience): ExponentialBackoff<unknown> {
  return new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: longestPauseMs });
}

/** The caller's own mistakes (a symbol that is gone, a method that is not there) are no trouble of the venue's. */
const OUR_FAULT = new Set(['BadRequest', 'NotSupported', 'AuthenticationError']);
const TROUBLE = new Set(['OperationFailed', 'NetworkError', 'ExchangeError', 'BadResponse', 'SyntaxError']);

/** Whether the venue failed: time-outs, rate limits, maintenance, answers that make no sense. */
export function isVenueTrouble(error: unknown): boolean {
  if (error instanceof HindcastError) return error.code === 'DOWNLOAD_ANSWER';
  for (let kind: unknown = error; kind !== null && kind !== undefined; kind = Object.getPrototypeOf(kind)) {
    const name = (kind as { constructor?: { name?: string } }).constructor?.name ?? '';
    if (OUR_FAULT.has(name)) return false;
    if (TROUBLE.has(name)) return true;
  }
  return false;
}
