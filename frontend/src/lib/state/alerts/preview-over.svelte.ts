import { datasets } from '$lib/state/datasets.svelte.ts';
import type { Direction } from './rule-draft.svelte.ts';
import type { Timeframe } from './wire.ts';

/** What a preview looks at: a recording, a timeframe, and how a hit is judged. */
export class PreviewOver {
  dataset = $state('');
  timeframe = $state<Timeframe | ''>('');
  direction = $state<Direction>('bias');
  horizon = $state<number | null>(12);

  readonly recording = $derived(datasets.find(this.dataset));
  readonly request = $derived({
    dataset: this.dataset,
    ...(this.timeframe === '' ? {} : { timeframe: this.timeframe }),
    direction: this.direction,
    horizon: this.horizon ?? 12,
  });

  choose(name: string): void {
    this.dataset = name;
    const { timeframes = [] } = this.recording ?? {};
    if (!timeframes.includes(this.timeframe)) this.timeframe = (timeframes[0] as Timeframe | undefined) ?? '';
  }

  /** The first recording, unless one was chosen. */
  async begin(): Promise<void> {
    await datasets.load();
    if (this.dataset === '') this.choose(datasets.list[0]?.name ?? '');
  }
}
