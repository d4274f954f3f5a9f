import { api, unwrap } from '$lib/api/client.ts';
import type { components } from '$lib/api/schema.d.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { SimulationReport } from '@hindcast/engine/simulation';

export type RunSummary = components['schemas']['RunSummary'];
export type Run = RunSummary & { strategy: string; report: SimulationReport };

/** How many of the newest runs are listed. */
const LISTED = 50;

/** The simulations that the server keeps, the one that is shown, and the one that is under way. */
export class Runs {
  #list = $state.raw<readonly RunSummary[]>([]);
  #shown = $state.raw<Run | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #underWay = $state.raw<AbortController | null>(null);

  get list(): readonly RunSummary[] {
    return this.#list;
  }
  get shown(): Run | null {
    return this.#shown;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get running(): boolean {
    return this.#underWay !== null;
  }

  reload(): Promise<void> {
    return this.#try(async () => {
      this.#list = unwrap(await api.GET('/api/simulations', { params: { query: { limit: LISTED } } }));
    });
  }

  open(id: string): Promise<void> {
    return this.#try(async () => {
      this.#shown = unwrap(
        await api.GET('/api/simulations/{id}', { params: { path: { id } } }),
      ) as unknown as Run;
    });
  }

  /** Simulates and shows the report. Cancelling hangs up, which ends the simulation on the server too. */
  async start(dataset: string, strategy: string): Promise<void> {
    if (this.#underWay) return;
    const hangUp = new AbortController();
    this.#underWay = hangUp;
    await this.#try(async () => {
      const body = { dataset, strategy };
      const answer = await api.POST('/api/simulations', { body, signal: hangUp.signal });
      this.#shown = unwrap(answer) as unknown as Run;
    }, hangUp.signal);
    this.#underWay = null;
    if (!this.#failure && !hangUp.signal.aborted) await this.reload();
  }

  cancel(): void {
    this.#underWay?.abort();
  }

  async #try(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    this.#failure = null;
    try {
      await work();
    } catch (thrown) {
      if (!signal?.aborted) this.#failure = Failure.from(thrown);
    }
  }
}
