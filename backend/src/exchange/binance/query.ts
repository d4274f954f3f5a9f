import type { UtcMs } from '@hindcast/engine';
import type { Listing } from '../market/venue-market.ts';
import type { VenueState } from '../venue-state.ts';
import { BinanceError, invalidParameter, invalidSymbol, missingParameter } from './binance-error.ts';

/** The parameters of a request, read as Binance reads them. */
export class BinanceQuery {
  readonly #params: URLSearchParams;
  readonly #state: VenueState;

  constructor(params: URLSearchParams, state: VenueState) {
    this.#params = params;
    this.#state = state;
  }

  text(name: string): string | undefined {
    return this.#params.get(name) || undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  /** The contract that is asked for. */
  listing(): Listing {
    const found = this.#state.find(this.required('symbol'));
    if (!found) throw invalidSymbol();
    return found;
  }

  /** The contract that is asked for, or all of them. */
  listings(): Listing[] {
    return this.text('symbol') === undefined ? this.#state.listings() : [this.listing()];
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,16}$/.test(value))
      throw new BinanceError(-1100, `Illegal characters found in parameter '${name}'.`);
    return Number(value);
  }

  /** Binance takes the most there is where more is asked for, and refuses 0. */
  limit(usual: number, most: number): number {
    const limit = this.integer('limit') ?? usual;
    if (limit < 1) throw invalidParameter('limit');
    return Math.min(limit, most);
  }

  window(): { from: UtcMs | undefined; to: UtcMs | undefined } {
    const [from, to] = [this.integer('startTime'), this.integer('endTime')];
    if (from !== undefined && to !== undefined && from > to) {
      throw new BinanceError(-4167, 'Start time should be less than end time.');
    }
    return { from, to };
  }
}
