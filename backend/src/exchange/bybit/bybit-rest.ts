import { htmlAnswer, jsonAnswer, type Answer } from '../http/answer.ts';
import { RateWindow } from '../http/rate-window.ts';
import type { HttpFault } from '../faults/fault-plan.ts';
import type { VenueState } from '../venue-state.ts';
import { BYBIT_ENDPOINTS } from './bybit-endpoints.ts';
import { BybitError } from './bybit-error.ts';
import { BybitQuery } from './bybit-query.ts';

const REQUESTS = 600;
const WINDOW_MS = 5000;

/** The REST side of Bybit v5. */
export class BybitRest {
  readonly #state: VenueState;
  readonly #limited: boolean;
  readonly #window = new RateWindow(REQUESTS, WINDOW_MS);

  constructor(state: VenueState, limited: boolean) {
    this.#state = state;
    this.#limited = limited;
  }

  answers(path: string): boolean {
    return path.startsWith('/v5/');
  }

  answer(path: string, params: URLSearchParams): Answer {
    this.#window.use(1);
    if (this.#limited && this.#window.exceeded) return tooMany(403, this.#window.secondsLeft);
    const endpoint = BYBIT_ENDPOINTS[path];
    if (!endpoint) return htmlAnswer(404);
    try {
      return this.#envelope(0, 'OK', endpoint(new BybitQuery(params, this.#state), this.#state));
    } catch (error) {
      if (error instanceof BybitError) return this.#envelope(error.code, error.message, {});
      throw error;
    }
  }

  /** The same failure as Bybit words it: it has no 418, but refuses an address with 403. */
  fail({ kind, retryAfter, status }: HttpFault): Answer {
    if (kind === 'http-429') return tooMany(429, retryAfter);
    if (kind === 'http-418') return tooMany(403, retryAfter);
    if (kind === 'html') return htmlAnswer(502);
    return { status, body: 'Service Unavailable', headers: { 'content-type': 'text/plain' } };
  }

  /** Requests of the running five seconds. */
  get usedWeight(): number {
    return this.#window.use(0);
  }

  #envelope(retCode: number, retMsg: string, result: object): Answer {
    return jsonAnswer({ retCode, retMsg, result, retExtInfo: {}, time: this.#state.serverTime() });
  }
}

function tooMany(status: number, retryAfter: number): Answer {
  const body = {
    ...{ retCode: 10006, retMsg: 'Too many visits. Exceeded the API Rate Limit.' },
    ...{ result: {}, retExtInfo: {} },
  };
  return jsonAnswer(body, { 'retry-after': String(Math.ceil(retryAfter)) }, status);
}
