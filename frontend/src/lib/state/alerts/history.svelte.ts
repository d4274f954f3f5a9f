import { api, unwrap } from '$lib/api/client.ts';
import type { paths } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { totalOf } from '$lib/state/lab/runs.svelte.ts';
import { SvelteSet } from 'svelte/reactivity';
import type { KeptAlert } from './wire.ts';

type Query = NonNullable<NonNullable<paths['/api/alerts/history']['get']['parameters']['query']>>;

const PAGE = 60;
/** The server takes so many ids at once. */
const SNOOZE_AT_ONCE = 500;

/** What is asked for; what is left empty is not asked. */
export interface HistoryFilter {
  /** Of the past so many hours of the market; 0 for all. */
  hours: number;
  symbol: string;
  /** A tier (`2`), a type (`RULE`), or nothing. */
  of: string;
  minSeverity: number;
  state: 'all' | 'new' | 'seen' | 'muted';
}
export const NO_FILTER: HistoryFilter = { hours: 0, symbol: '', of: '', minSeverity: 1, state: 'all' };

/** What was said live, the newest first: searched, acknowledged, snoozed. */
export class AlertHistory {
  #items = $state.raw<readonly KeptAlert[] | null>(null);
  #total = $state(0);
  #failure = $state.raw<Failure | null>(null);
  #filter = $state.raw<HistoryFilter>(NO_FILTER);
  #cursor = $state(0);
  #unread = $state(0);
  #ask = 0;
  /** Ids of the alerts that are marked, to be dealt with together. */
  readonly marked = new SvelteSet<number>();
  /** The market's time: a recorded one has its own. */
  now: () => number = Date.now;

  /** Null until the first page is there. */
  get items(): readonly KeptAlert[] | null {
    return this.#items;
  }
  get total(): number {
    return this.#total;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  /** Alerts that came while somebody was reading: the list does not move under the pointer. */
  get unread(): number {
    return this.#unread;
  }
  get filter(): HistoryFilter {
    return this.#filter;
  }
  /** The row that keys act on. */
  get cursor(): number {
    return Math.min(this.#cursor, Math.max(0, (this.#items?.length ?? 0) - 1));
  }
  readonly chosen = $derived<KeptAlert | null>(this.#items?.[this.cursor] ?? null);
  /** What is dealt with: those that are marked, or the one at the cursor. */
  readonly meant = $derived<readonly KeptAlert[]>(
    this.marked.size > 0
      ? (this.#items ?? []).filter(({ id }) => this.marked.has(id))
      : this.chosen
        ? [this.chosen]
        : [],
  );

  look(change: Partial<HistoryFilter>): void {
    this.#filter = { ...this.#filter, ...change };
    this.#items = null;
    this.#cursor = 0;
    this.marked.clear();
    void this.load();
  }
  move(to: number): void {
    this.#cursor = Math.max(0, Math.min(to, (this.#items?.length ?? 1) - 1));
  }
  mark(id: number): void {
    if (!this.marked.delete(id)) this.marked.add(id);
  }
  markAll(on: boolean): void {
    this.marked.clear();
    if (on) for (const { id } of this.#items ?? []) this.marked.add(id);
  }

  /** Alerts have come: they are shown, or counted while somebody reads. */
  hear(alerts: number, reading: boolean): void {
    if (reading) this.#unread += alerts;
    else void this.load();
  }

  /** Asks for what is shown once more; the cursor stays with its alert. */
  async load(): Promise<void> {
    this.#unread = 0;
    await this.#fetch(Math.max(PAGE, this.#items?.length ?? 0));
  }
  more(): Promise<void> {
    return this.#fetch((this.#items?.length ?? 0) + PAGE);
  }

  /** Says of alerts that they were seen, or takes that back when all of them were. */
  async acknowledge(alerts: readonly KeptAlert[], note?: string): Promise<void> {
    if (alerts.length === 0) return;
    const seen = note !== undefined || alerts.some(({ acknowledgedAt }) => acknowledgedAt === null);
    await this.#try(async () => {
      const body = {
        ids: alerts.map(({ id }) => id),
        acknowledged: seen,
        ...(note === undefined ? {} : { note }),
      };
      unwrap(await api.POST('/api/alerts/acknowledge', { body }));
      this.marked.clear();
      await this.load();
    });
  }

  /** Keeps what is like these alerts for a while without delivering it; answers whether it was done. */
  async snooze(alerts: readonly KeptAlert[], minutes: number): Promise<boolean> {
    return this.#try(async () => {
      for (let k = 0; k < alerts.length; k += SNOOZE_AT_ONCE) {
        const ids = alerts.slice(k, k + SNOOZE_AT_ONCE).map(({ id }) => id);
        unwrap(await api.POST('/api/alerts/snooze', { body: { ids, minutes } }));
      }
      this.marked.clear();
    });
  }

  async #fetch(limit: number): Promise<void> {
    const ask = ++this.#ask;
    await this.#try(async () => {
      const query = { ...this.#query(), offset: 0, limit: Math.min(5_000, limit) };
      const answer = await api.GET('/api/alerts/history', { params: { query } });
      const items = unwrap(answer);
      if (ask !== this.#ask) return;
      const held = this.chosen?.id;
      this.#items = items;
      this.#total = totalOf(answer.response, items.length);
      const place = items.findIndex(({ id }) => id === held);
      if (place >= 0) this.#cursor = place;
      for (const id of this.marked) if (!items.some((one) => one.id === id)) this.marked.delete(id);
    });
  }

  #query(): Query {
    const { hours, symbol, of, minSeverity, state } = this.#filter;
    return {
      ...(hours > 0 ? { from: this.now() - hours * 3_600_000 } : {}),
      ...(symbol.trim() === '' ? {} : { symbol: symbol.trim() }),
      ...(of === '' ? {} : /^\d$/.test(of) ? { tier: of } : { type: of }),
      ...(minSeverity > 1 ? { minSeverity } : {}),
      ...(state === 'new' ? { acknowledged: false } : state === 'seen' ? { acknowledged: true } : {}),
      ...(state === 'muted' ? { muted: true } : {}),
    };
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#failure = null;
      return true;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
      return false;
    }
  }
}
