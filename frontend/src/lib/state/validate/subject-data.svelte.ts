import { datasets } from '$lib/state/datasets.svelte.ts';

/** Which recording is studied; shared by the three views of the page. */
export class StudyData {
  #dataset = $state('');
  timeframe = $state('');
  /** Empty for all of them. */
  symbol = $state('');

  readonly recording = $derived(datasets.find(this.#dataset));

  get dataset(): string {
    return this.#dataset;
  }

  choose(name: string): void {
    const recording = datasets.find(name);
    if (!recording) return;
    this.#dataset = name;
    if (!recording.timeframes.includes(this.timeframe)) this.timeframe = recording.timeframes[0];
    if (!recording.symbols.includes(this.symbol)) this.symbol = '';
  }

  /** What requests have in common. */
  get request(): { dataset: string; timeframe: '5m'; symbols?: string[] } {
    const { dataset, timeframe, symbol } = this;
    return {
      dataset,
      timeframe: timeframe as '5m',
      ...(symbol === '' ? {} : { symbols: [symbol] }),
    };
  }
}
