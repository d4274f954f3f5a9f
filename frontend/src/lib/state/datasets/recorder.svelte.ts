import { api, unwrap } from '$lib/api/client.ts';
import type { HoldingDto, RecordJobDto } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import { isOver, pollUntil } from './poll.ts';

/** Makes datasets out of what was seen live. */
export class Recorder {
  #holdings = $state.raw<readonly HoldingDto[]>([]);
  #job = $state.raw<RecordJobDto | null>(null);
  #failure = $state.raw<{ message: string; action: string } | null>(null);
  readonly #stop = new AbortController();

  /** What there is to record. */
  get holdings(): readonly HoldingDto[] {
    return this.#holdings;
  }
  get job(): RecordJobDto | null {
    return this.#job;
  }
  get busy(): boolean {
    return this.#job !== null && !isOver(this.#job);
  }
  get failure(): { message: string; action: string } | null {
    return this.#failure;
  }

  async load(): Promise<void> {
    this.#holdings = await api.GET('/api/datasets/-/recordable').then(unwrap, () => []);
  }

  async record(
    held: HoldingDto,
    asked: { name: string; as: 'known' | 'final'; from?: number; to?: number },
  ): Promise<void> {
    this.#failure = null;
    try {
      const body = { ...asked, market: held.market, timeframe: held.timeframe as '5m' };
      this.#job = unwrap(await api.POST('/api/datasets/record', { body }));
      const path = { id: this.#job.id };
      const ask = async (): Promise<RecordJobDto> =>
        unwrap(await api.GET('/api/datasets/-/recordings/{id}', { params: { path } }));
      await pollUntil(ask, isOver, (job) => (this.#job = job), this.#stop.signal);
      this.#failure = this.#job.error;
      if (this.#job.state === 'done') await datasets.reload();
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }

  async cancel(): Promise<void> {
    const id = this.#job?.id;
    if (id !== undefined) await api.DELETE('/api/datasets/-/recordings/{id}', { params: { path: { id } } });
  }

  close(): void {
    this.#stop.abort();
  }
}
