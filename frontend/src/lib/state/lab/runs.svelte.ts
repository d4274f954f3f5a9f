import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { distinct, renewed } from './merge.ts';
import { underWay, type NewRun, type RunSummary } from './wire.ts';

/** Runs that are fetched at once. */
const PAGE = 100;
/** How often runs that are under way are looked after. */
const LOOK_MS = 250;
const LOOK_AGAIN_MS = 2_000;
/** Room for runs that others start meanwhile. */
const SLACK = 10;

/** The runs that the server keeps, the newest first; those under way are followed until they end. */
export class Runs {
  #list = $state.raw<readonly RunSummary[]>([]);
  #total = $state(0);
  #ready = $state(false);
  #failure = $state.raw<Failure | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  /** Hears of every run that has come to its end. */
  onEnded: (run: RunSummary) => void = () => {};

  get list(): readonly RunSummary[] {
    return this.#list;
  }
  /** Runs that are kept, listed or not. */
  get total(): number {
    return this.#total;
  }
  get ready(): boolean {
    return this.#ready;
  }
  get failure(): Failure | null {
    return this.#failure;
  }

  find(id: string): RunSummary | undefined {
    return this.#list.find((run) => run.id === id);
  }

  /** Fetches the newest runs, and as many as have been listed before. */
  async load(): Promise<void> {
    await this.#try(async () => {
      const limit = Math.max(PAGE, this.#list.length);
      const answer = await api.GET('/api/simulations', { params: { query: { limit } } });
      this.#take(unwrap(answer));
      this.#total = totalOf(answer.response, this.#list.length);
      this.#ready = true;
    });
    this.#follow();
  }

  /** Fetches the next older ones. */
  async more(): Promise<void> {
    await this.#try(async () => {
      const query = { limit: PAGE, offset: this.#list.length };
      const older = unwrap(await api.GET('/api/simulations', { params: { query } }));
      this.#list = distinct([...this.#list, ...older]);
    });
  }

  /** Starts a run; undefined when it was refused. */
  start(body: NewRun): Promise<RunSummary | undefined> {
    return this.#add(async () => unwrap(await api.POST('/api/simulations', { body })));
  }

  /** Makes a run again from what was recorded of it. */
  rerun(id: string): Promise<RunSummary | undefined> {
    const params = { path: { id } };
    return this.#add(async () => unwrap(await api.POST('/api/simulations/{id}/rerun', { params })));
  }

  async cancel(id: string): Promise<void> {
    const params = { path: { id } };
    await this.#try(async () =>
      this.#replace(unwrap(await api.POST('/api/simulations/{id}/cancel', { params }))),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#try(async () => {
      const { error, response } = await api.DELETE('/api/simulations/{id}', { params: { path: { id } } });
      if (error) unwrap({ error, response });
      this.#list = this.#list.filter((run) => run.id !== id);
      this.#total--;
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #add(make: () => Promise<RunSummary>): Promise<RunSummary | undefined> {
    let added: RunSummary | undefined;
    await this.#try(async () => {
      added = await make();
      this.#list = [added, ...this.#list];
      this.#total++;
    });
    this.#follow();
    return added;
  }

  #follow(): void {
    clearTimeout(this.#timer);
    if (this.#closed || !this.#list.some(underWay)) return;
    this.#timer = setTimeout(() => void this.#look(), this.#failure ? LOOK_AGAIN_MS : LOOK_MS);
  }

  /** Looks after the runs that are under way: they are among the newest. */
  async #look(): Promise<void> {
    await this.#try(async () => {
      const limit = this.#list.findLastIndex(underWay) + 1 + SLACK;
      const newest = unwrap(await api.GET('/api/simulations', { params: { query: { limit } } }));
      this.#take(renewed(this.#list, newest));
    });
    this.#follow();
  }

  #replace(run: RunSummary): void {
    this.#take(this.#list.map((other) => (other.id === run.id ? run : other)));
  }

  #take(list: readonly RunSummary[]): void {
    const before = this.#list;
    this.#list = list;
    for (const run of list) {
      const was = before.find(({ id }) => id === run.id);
      if (was && underWay(was) && !underWay(run)) this.onEnded(run);
    }
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

/** How many there are in all, as `Content-Range: items 0-99/1234` says. */
export function totalOf(response: Response, listed: number): number {
  const total = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1]);
  return Number.isFinite(total) ? total : listed;
}
