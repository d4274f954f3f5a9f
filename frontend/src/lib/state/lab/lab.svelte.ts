import { datasets } from '$lib/state/datasets.svelte.ts';
import { Checker } from './checker.svelte.ts';
import type { LabView, Tab } from './lab-url.ts';
import { OpenComparison } from './open-comparison.svelte.ts';
import { OpenRun } from './open-run.svelte.ts';
import { LivePreview } from './preview.svelte.ts';
import { reference } from './reference.svelte.ts';
import { Runs } from './runs.svelte.ts';
import { Setup } from './setup.svelte.ts';

/** What the large side of the page shows: the set-up as it stands, a run that was kept, or two of them. */
export type Stage = 'preview' | 'run' | 'compare';

/** The page: a set-up that is simulated as it changes, the runs that were kept, and what is looked at. */
export class Lab {
  readonly setup = new Setup();
  readonly checker = new Checker();
  readonly preview = new LivePreview();
  readonly runs = new Runs();
  #run = $state.raw<OpenRun | null>(null);
  #comparison = $state.raw<OpenComparison | null>(null);
  #ready = $state(false);
  /** Runs that are marked for comparing, at most two. */
  marked = $state.raw<readonly string[]>([]);
  tab = $state<Tab>('overview');

  readonly stage = $derived<Stage>(this.#comparison ? 'compare' : this.#run ? 'run' : 'preview');
  /** Whether the text has been found sound as it stands. */
  readonly sound = $derived(this.checker.text === this.setup.text && this.checker.result.ok);
  readonly view = $derived<LabView>({
    ...this.setup.view,
    run: this.#comparison ? undefined : this.#run?.id,
    compare: this.#comparison?.ids,
    tab: this.#run ? this.tab : undefined,
  });

  constructor() {
    this.runs.onEnded = ({ id }) => {
      if (id === this.#run?.id) void this.#run.load();
    };
  }

  get run(): OpenRun | null {
    return this.#run;
  }
  get comparison(): OpenComparison | null {
    return this.#comparison;
  }
  get ready(): boolean {
    return this.#ready;
  }

  /** Loads what the page stands on, and opens what a link asks for. */
  async go(view: LabView): Promise<void> {
    await Promise.all([datasets.load(), reference.load()]);
    this.setup.take(view);
    this.#ready = reference.ready && datasets.phase === 'ready';
    if (!this.runs.ready) void this.runs.load();
    if (view.compare) this.compare(view.compare);
    else if (view.run) this.open(view.run, view.tab);
    else this.backToSetup();
  }

  /** Simulates the set-up and keeps what comes out. */
  async start(): Promise<void> {
    const { request } = this.setup;
    if (!request) return;
    const started = await this.runs.start(request);
    if (started) this.open(started.id);
  }

  async rerun(id: string): Promise<void> {
    const started = await this.runs.rerun(id);
    if (started) this.open(started.id, 'record');
  }

  open(id: string, tab: Tab = this.tab): void {
    this.#comparison = null;
    this.tab = tab;
    if (this.#run?.id === id) return;
    this.#run = new OpenRun(id);
    void this.#run.load();
  }

  compare(ids: readonly [string, string]): void {
    this.marked = ids;
    this.#run = null;
    this.#comparison = new OpenComparison(ids);
    void this.#comparison.load();
  }

  /** Marks a run for comparing, or no longer; of three the one marked first is let go. */
  mark(id: string): void {
    this.marked = this.marked.includes(id)
      ? this.marked.filter((other) => other !== id)
      : [...this.marked, id].slice(-2);
  }

  async remove(id: string): Promise<void> {
    await this.runs.remove(id);
    if (this.runs.find(id)) return;
    this.marked = this.marked.filter((other) => other !== id);
    if (this.#run?.id === id || this.#comparison?.ids.includes(id)) this.backToSetup();
  }

  /** Shows the set-up as it stands. */
  backToSetup(): void {
    this.#run = null;
    this.#comparison = null;
  }

  close(): void {
    this.checker.stop();
    this.preview.stop();
    this.runs.close();
  }
}
