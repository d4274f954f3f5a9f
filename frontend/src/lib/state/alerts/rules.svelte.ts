import { api, send, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { components } from '$lib/api/schema.d.ts';
import type { NewRule, Rule, RuleChange } from './wire.ts';

type Schemas = components['schemas'];

/** The user's rules, as the server keeps them. */
export class Rules {
  #list = $state.raw<readonly Rule[] | null>(null);
  #failure = $state.raw<Failure | null>(null);

  /** Null until they are there. */
  get list(): readonly Rule[] | null {
    return this.#list;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      this.#list = unwrap(await api.GET('/api/alerts/rules'));
    });
  }

  /** Writes a rule down: a new one, or another version of one. Rejects when the server does not take it. */
  async save(id: string | null, body: NewRule): Promise<Rule> {
    const answer =
      id === null
        ? await api.POST('/api/alerts/rules', { body })
        : await api.PATCH('/api/alerts/rules/{id}', { params: { path: { id } }, body });
    const rule = unwrap(answer);
    await this.load();
    return rule;
  }

  async change(id: string, change: RuleChange): Promise<void> {
    await this.#try(async () => {
      const body = change as Schemas['RuleChange'];
      const rule = unwrap(await api.PATCH('/api/alerts/rules/{id}', { params: { path: { id } }, body }));
      this.#list = (this.#list ?? []).map((one) => (one.id === id ? rule : one));
    });
  }

  async remove(id: string): Promise<void> {
    await this.#try(async () => {
      await send(api.DELETE('/api/alerts/rules/{id}', { params: { path: { id } } }));
      this.#list = (this.#list ?? []).filter((one) => one.id !== id);
    });
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
