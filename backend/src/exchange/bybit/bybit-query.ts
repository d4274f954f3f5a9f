import type { Listing } from '../market/venue-market.ts';
import type { VenueState } from '../venue-state.ts';
import { BybitError, paramsError } from './bybit-error.ts';

/** The parameters of a request, read as Bybit reads them. Only linear contracts are served. */
export class BybitQuery {
  readonly #params: URLSearchParams;
  readonly #state: VenueState;

  constructor(params: URLSearchParams, state: VenueState) {
    this.#params = params;
    this.#state = state;
  }

  text(name: string): string | undefined {
    return this.#params.get(name) || undefined;
  }

  /** Bybit takes linear where no category is given for statistics; others it has are not recorded. */
  requireLinear(): void {
    const category = this.text('category') ?? 'linear';
    if (category !== 'linear') throw paramsError('Category is invalid');
  }

  listing(): Listing {
    this.requireLinear();
    const id = this.text('symbol');
    if (id === undefined) throw paramsError('symbol is required');
    const found = this.#state.find(id);
    if (!found) throw new BybitError(10001, 'params error: symbol invalid');
    return found;
  }

  listings(): Listing[] {
    this.requireLinear();
    return this.text('symbol') === undefined ? this.#state.listings() : [this.listing()];
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,16}$/.test(value)) throw paramsError(`${name} is invalid`);
    return Number(value);
  }

  limit(usual: number, most: number): number {
    const limit = this.integer('limit') ?? usual;
    if (limit < 1) throw paramsError('limit is invalid');
    return Math.min(limit, most);
  }

  period(name: string, words: Readonly<Record<string, number>>): number {
    const word = this.text(name);
    const found = word === undefined ? undefined : words[word];
    if (found === undefined) throw paramsError(`${name} is invalid`);
    return found;
  }
}
