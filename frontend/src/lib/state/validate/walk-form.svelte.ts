import { problemOf, problemOfList } from './number-field.ts';
import { SearchForm, type SearchRequest } from './search-form.svelte.ts';
import type { NewWalk } from './wire.ts';

export type WalkRequest = SearchRequest &
  Pick<NewWalk, 'mode' | 'trainDays' | 'testDays' | 'purgeBars' | 'embargoBars'>;

const DAYS = { least: 0.01, most: 36_500 };
const BARS = { least: 0, most: 1_000_000, whole: true };

/** What a walk-forward is asked with: a search, and the stretches it goes by. */
export class WalkForm {
  readonly search = new SearchForm();
  mode = $state<'rolling' | 'anchored'>('rolling');
  train = $state('28');
  test = $state('7');
  /** Empty for as many bars as the strategy holds. */
  purge = $state('');
  /** Empty for none. */
  embargo = $state('');

  readonly problems = $derived({
    train: problemOf(this.train, DAYS),
    test: problemOf(this.test, DAYS),
    purge: problemOfList(this.purge, BARS, 1),
    embargo: problemOfList(this.embargo, BARS, 1),
  });

  get touched(): boolean {
    return this.search.touched;
  }
  set touched(touched: boolean) {
    this.search.touched = touched;
  }

  /** What is asked, or null while a field holds what cannot be asked. */
  get request(): WalkRequest | null {
    const { request } = this.search;
    if (!request || Object.values(this.problems).some((problem) => problem !== null)) return null;
    return {
      ...request,
      mode: this.mode,
      trainDays: Number(this.train),
      testDays: Number(this.test),
      ...(this.purge.trim() === '' ? {} : { purgeBars: Number(this.purge) }),
      ...(this.embargo.trim() === '' ? {} : { embargoBars: Number(this.embargo) }),
    };
  }

  restore(request: WalkRequest): void {
    const { mode = 'rolling', trainDays, testDays, purgeBars, embargoBars } = request;
    this.search.restore({ minTrades: 20, trials: 100, ...request });
    this.mode = mode;
    this.train = String(trainDays);
    this.test = String(testDays);
    this.purge = String(purgeBars ?? '');
    this.embargo = String(embargoBars ?? '');
  }
}
