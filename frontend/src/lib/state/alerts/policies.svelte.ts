import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { Policy, PolicyChange } from './wire.ts';

/** When the engine's own signals, its tiers and detectors, are announced. */
export class Policies {
  #list = $state.raw<readonly Policy[] | null>(null);
  #failure = $state.raw<Failure | null>(null);

  /** Null until they are there. */
  get list(): readonly Policy[] | null {
    return this.#list;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      this.#list = unwrap(await api.GET('/api/alerts/policies'));
    });
  }

  async change(subject: string, body: PolicyChange): Promise<void> {
    const params = { path: { subject } };
    await this.#try(async () =>
      this.#replace(unwrap(await api.PATCH('/api/alerts/policies/{subject}', { params, body }))),
    );
  }

  /** As it ships again. */
  async reset(subject: string): Promise<void> {
    const params = { path: { subject } };
    await this.#try(async () =>
      this.#replace(unwrap(await api.DELETE('/api/alerts/policies/{subject}', { params }))),
    );
  }

  #replace(policy: Policy): void {
    this.#list = (this.#list ?? []).map((one) => (one.subject === policy.subject ? policy : one));
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
