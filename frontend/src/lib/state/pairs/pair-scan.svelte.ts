import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { isOver, pollUntil } from '$lib/state/datasets/poll.ts';
import type { NewPairScan, PairScan, ScannedPair, ScanResult } from './wire.ts';

export const SORT_KEYS = [
  'rank',
  'adjusted',
  'pValue',
  'statistic',
  'halfLife',
  'stability',
  'beta',
] as const;
export type ScanSort = (typeof SORT_KEYS)[number];

/** A scan of every pair: begun here or found as the server's last one, watched until it has ended. */
export class Scan {
  #scan = $state.raw<PairScan | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #asking = $state(false);
  sort = $state.raw<{ key: ScanSort; down: boolean }>({ key: 'rank', down: false });
  search = $state('');
  onlyCointegrated = $state(false);
  #watch: AbortController | undefined;

  get scan(): PairScan | null {
    return this.#scan;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get result(): ScanResult | null {
    return this.#scan?.result ?? null;
  }
  get busy(): boolean {
    return this.#asking || (this.#scan !== null && !isOver(this.#scan));
  }
  /** Share done; null while it is not known. */
  get share(): number | null {
    const progress = this.#scan?.progress;
    return progress && progress.total > 0 ? progress.done / progress.total : null;
  }

  /** The pairs as the table shows them: found, and in its order. */
  readonly shown: readonly ScannedPair[] = $derived.by(() => {
    const word = this.search.trim().toLowerCase();
    const { key, down } = this.sort;
    const found = (this.result?.pairs ?? []).filter(
      ({ y, x, cointegrated }) =>
        (cointegrated || !this.onlyCointegrated) &&
        `${y.symbol} ${x.symbol} ${y.venue} ${x.venue}`.toLowerCase().includes(word),
    );
    // What has no value comes last, whichever way round.
    const value = (pair: ScannedPair): number => pair[key] ?? Infinity * (down ? -1 : 1);
    return found.sort((a, b) => (down ? value(b) - value(a) : value(a) - value(b)) || a.rank - b.rank);
  });

  sortBy(key: ScanSort): void {
    this.sort = { key, down: this.sort.key === key ? !this.sort.down : key === 'stability' };
  }

  async start(request: NewPairScan): Promise<void> {
    this.close();
    this.#asking = true;
    this.#failure = null;
    try {
      const scan = unwrap(await api.POST('/api/pairs/scans', { body: request }));
      this.#asking = false;
      await this.#follow(scan);
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
    this.#asking = false;
  }

  /** The server's last scan of these data, where there is one. */
  async openLast(matches: (request: NewPairScan) => boolean): Promise<void> {
    if (this.#scan || this.#asking) return;
    try {
      const list = unwrap(await api.GET('/api/pairs/scans'));
      const last = list.find(
        ({ state, request }) => state !== 'failed' && state !== 'cancelled' && matches(request),
      );
      if (last && !this.#scan) await this.#follow(await this.#fetch(last.id));
    } catch {
      // There is a button to begin one.
    }
  }

  async cancel(): Promise<void> {
    const id = this.#scan?.id;
    if (!id) return;
    this.close();
    try {
      this.#scan = unwrap(await api.DELETE('/api/pairs/scans/{id}', { params: { path: { id } } }));
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }

  /** Forgets what was scanned: other data were chosen. */
  forget(): void {
    this.close();
    this.#scan = null;
    this.#failure = null;
  }

  close(): void {
    this.#watch?.abort();
    this.#watch = undefined;
  }

  async #follow(scan: PairScan): Promise<void> {
    this.close();
    this.#scan = scan;
    const watch = (this.#watch = new AbortController());
    if (!isOver(scan)) {
      await pollUntil(
        () => this.#fetch(scan.id),
        isOver,
        (fresh) => (this.#scan = fresh),
        watch.signal,
      );
    }
    const error = this.#scan?.error;
    if (!watch.signal.aborted && this.#scan?.state === 'failed' && error) this.#failure = new Failure(error);
  }

  async #fetch(id: string): Promise<PairScan> {
    return unwrap(await api.GET('/api/pairs/scans/{id}', { params: { path: { id } } }));
  }
}
