import { htmlAnswer, jsonAnswer, type Answer } from '../http/answer.ts';
import { RateWindow } from '../http/rate-window.ts';
import type { HttpFault } from '../faults/fault-plan.ts';
import type { VenueState } from '../venue-state.ts';
import { BinanceError } from './binance-error.ts';
import { ENDPOINTS, type Endpoint, type LimitGroup } from './endpoints.ts';
import { BinanceQuery } from './query.ts';

const MINUTE = 60_000;
/** Refused requests after which an address is banned, and for how many real seconds. */
const PATIENCE = 50;
const BAN_SECONDS = 120;

/** The REST side of Binance USD-M. */
export class BinanceRest {
  readonly #state: VenueState;
  readonly #windows: Record<LimitGroup, RateWindow>;
  readonly #limited: boolean;
  #refused = 0;

  constructor(state: VenueState, limited: boolean) {
    this.#state = state;
    this.#limited = limited;
    this.#windows = {
      weight: new RateWindow(2400, MINUTE),
      funding: new RateWindow(500, 5 * MINUTE),
      data: new RateWindow(1000, 5 * MINUTE),
    };
  }

  answers(path: string): boolean {
    return path.startsWith('/fapi/') || path.startsWith('/futures/data/');
  }

  /** What the venue says to a request. */
  answer(path: string, params: URLSearchParams): Answer {
    const endpoint = ENDPOINTS[path];
    if (!endpoint) return htmlAnswer(404);
    const query = new BinanceQuery(params, this.#state);
    try {
      const headers = this.#weigh(endpoint, query);
      const refusal = this.#refusal(endpoint.group, headers);
      return refusal ?? jsonAnswer(endpoint.answer(query, this.#state), headers);
    } catch (error) {
      if (error instanceof BinanceError) return error.answer(this.#headers());
      throw error;
    }
  }

  /** The same failure as Binance words it. */
  fail({ kind, retryAfter, status }: HttpFault): Answer {
    if (kind === 'http-429') return tooMany(429, retryAfter, {});
    if (kind === 'http-418') return tooMany(418, retryAfter, {});
    if (kind === 'html') return htmlAnswer(502);
    return jsonAnswer(
      { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' },
      {},
      status,
    );
  }

  /** Weight used in the running minute. */
  get usedWeight(): number {
    return this.#windows.weight.use(0);
  }

  #weigh({ group, weight }: Endpoint, query: BinanceQuery): Record<string, string> {
    this.#windows[group].use(weight(query));
    return this.#headers();
  }

  #headers(): Record<string, string> {
    return { 'x-mbx-used-weight-1m': String(this.usedWeight) };
  }

  #refusal(group: LimitGroup, headers: Record<string, string>): Answer | undefined {
    const window = this.#windows[group];
    if (!this.#limited || !window.exceeded) {
      this.#refused = 0;
      return undefined;
    }
    this.#refused++;
    return this.#refused > PATIENCE
      ? tooMany(418, BAN_SECONDS, headers)
      : tooMany(429, window.secondsLeft, headers);
  }
}

function tooMany(status: 418 | 429, retryAfter: number, headers: Record<string, string>): Answer {
  const msg =
    status === 418
      ? 'Way too many requests; IP banned. Please use the websocket for live updates to avoid bans.'
      : 'Too many requests; current limit of IP is 2400 requests per minute. Please use the websocket for live updates.';
  return jsonAnswer(
    { code: -1003, msg },
    { ...headers, 'retry-after': String(Math.ceil(retryAfter)) },
    status,
  );
}
