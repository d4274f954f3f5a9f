import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { totalOf } from '$lib/state/lab/runs.svelte.ts';
import type { components, paths } from '$lib/api/schema.d.ts';
import type { Delivery } from './wire.ts';

type Schemas = components['schemas'];
type Query = NonNullable<paths['/api/webhooks/deliveries']['get']['parameters']['query']>;

const PAGE = 100;
const EVERY_MS = 3_000;
const MOST = 5_000;
/** The server takes so many ids at once. */
const RESEND_AT_ONCE = 1_000;

/** What is asked for; what is left out is not asked. */
export interface DeliveryFilter {
  state?: Delivery['state'];
  target?: string;
  type?: Query['type'];
  symbol?: string;
  minLatencyMs?: number;
}

/** What was sent to targets, is waiting, or was given up: the newest first. */
export class Deliveries {
  #items = $state.raw<readonly Delivery[] | null>(null);
  #total = $state(0);
  #failure = $state.raw<Failure | null>(null);
  #filter = $state.raw<DeliveryFilter>({});
  #resending = $state(false);
  #ask = 0;

  constructor(filter: DeliveryFilter = {}) {
    this.#filter = filter;
  }

  /** Null until the first page is there. */
  get items(): readonly Delivery[] | null {
    return this.#items;
  }
  get total(): number {
    return this.#total;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get filter(): DeliveryFilter {
    return this.#filter;
  }
  /** Whether anything but the state it began with is asked for. */
  readonly filtered = $derived(
    Object.values(this.#filter).some((value) => value !== undefined && value !== ''),
  );
  get resending(): boolean {
    return this.#resending;
  }

  /** Keeps the log up while somebody looks; answers how to stop. */
  watch(): () => void {
    void this.load();
    const timer = setInterval(() => void this.load(), EVERY_MS);
    return () => clearInterval(timer);
  }

  choose(change: DeliveryFilter): void {
    this.#filter = { ...this.#filter, ...change };
    this.#items = null;
    void this.load();
  }

  /** Asks for what is shown once more. */
  load(): Promise<void> {
    return this.#fetch(Math.max(PAGE, this.#items?.length ?? 0));
  }

  more(): Promise<void> {
    return this.#fetch((this.#items?.length ?? 0) + PAGE);
  }

  /** A dead letter waits again, or all that are asked for; answers how many, or null when it failed. */
  async resend(letter?: Pick<Delivery, 'eventId' | 'targetId'>): Promise<number | null> {
    this.#resending = true;
    try {
      let resent = 0;
      for (const body of letter
        ? [{ target: letter.targetId, eventIds: [letter.eventId] }]
        : await this.#all()) {
        resent += unwrap(await api.POST('/api/webhooks/resend', { body })).resent;
      }
      await this.load();
      return resent;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
      return null;
    } finally {
      this.#resending = false;
    }
  }

  /** All dead letters that pass the filter, as the server is asked for them. */
  async #all(): Promise<Schemas['ResendAll'][]> {
    const { target, type, symbol } = this.#filter;
    const whole = target === undefined ? {} : { target };
    if (type === undefined && !symbol) return [whole];
    const query = { ...this.#query, offset: 0, limit: MOST };
    const found = unwrap(await api.GET('/api/webhooks/deliveries', { params: { query } }));
    const bodies: Schemas['ResendAll'][] = [];
    for (const id of distinct(found.map(({ targetId }) => targetId))) {
      const own = found.filter(({ targetId }) => targetId === id);
      for (let k = 0; k < own.length; k += RESEND_AT_ONCE) {
        bodies.push({ target: id, eventIds: own.slice(k, k + RESEND_AT_ONCE).map(({ eventId }) => eventId) });
      }
    }
    return bodies;
  }

  get #query(): DeliveryFilter {
    const { symbol, ...rest } = this.#filter;
    return symbol?.trim() ? { ...rest, symbol: symbol.trim() } : rest;
  }

  async #fetch(limit: number): Promise<void> {
    const ask = ++this.#ask;
    try {
      const query = { ...this.#query, offset: 0, limit: Math.min(MOST, limit) };
      const answer = await api.GET('/api/webhooks/deliveries', { params: { query } });
      const items = unwrap(answer);
      if (ask !== this.#ask) return;
      this.#items = items;
      this.#total = totalOf(answer.response, items.length);
      this.#failure = null;
    } catch (thrown) {
      if (ask === this.#ask) this.#failure = Failure.from(thrown);
    }
  }
}

const distinct = (words: readonly string[]): string[] => words.filter((word, k) => words.indexOf(word) === k);
