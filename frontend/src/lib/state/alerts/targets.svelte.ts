import { api, send, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { AuditEntry, NewWebhook, TestAnswer, Webhook, WebhookChange } from './wire.ts';

/** How often the list is asked again while somebody looks: what waits and what rests changes by itself. */
const EVERY_MS = 5_000;
const AUDIT_ROWS = 20;

/** Where alerts are sent, what a test of it came to, and who changed it. */
export class Targets {
  #list = $state.raw<readonly Webhook[] | null>(null);
  #audit = $state.raw<readonly AuditEntry[]>([]);
  #tests = $state.raw<Readonly<Record<string, TestAnswer | 'under way'>>>({});
  #failure = $state.raw<Failure | null>(null);

  /** Null until they are there. */
  get list(): readonly Webhook[] | null {
    return this.#list;
  }
  get audit(): readonly AuditEntry[] {
    return this.#audit;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  testOf(id: string): TestAnswer | 'under way' | undefined {
    return this.#tests[id];
  }
  nameOf(id: string): string {
    return this.#list?.find((one) => one.id === id)?.name ?? 'deleted target';
  }

  /** Keeps the list up while somebody looks; answers how to stop. */
  watch(): () => void {
    void this.load();
    const timer = setInterval(() => void this.load(), EVERY_MS);
    return () => clearInterval(timer);
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      const [list, audit] = await Promise.all([
        api.GET('/api/webhooks'),
        api.GET('/api/webhooks/audit', { params: { query: { limit: AUDIT_ROWS } } }),
      ]);
      this.#list = unwrap(list);
      this.#audit = unwrap(audit);
    });
  }

  /** Rejects when the server does not take it. */
  async create(body: NewWebhook): Promise<void> {
    unwrap(await api.POST('/api/webhooks', { body }));
    await this.load();
  }

  /** Rejects when the server does not take it. */
  async change(id: string, body: WebhookChange): Promise<void> {
    unwrap(await api.PATCH('/api/webhooks/{id}', { params: { path: { id } }, body }));
    await this.load();
  }

  async remove(id: string): Promise<void> {
    await this.#try(() => send(api.DELETE('/api/webhooks/{id}', { params: { path: { id } } })));
    await this.load();
  }

  /** Sends a test event and keeps what came of it. */
  async test(id: string): Promise<void> {
    this.#tests = { ...this.#tests, [id]: 'under way' };
    const answer = await api
      .POST('/api/webhooks/{id}/test', { params: { path: { id } } })
      .then(unwrap)
      .catch((thrown: unknown): TestAnswer => {
        const { message, action } = Failure.from(thrown);
        return { delivered: false, status: null, latencyMs: null, answer: `${message} ${action}` };
      });
    this.#tests = { ...this.#tests, [id]: answer };
    await this.load();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failure = null;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }
}
