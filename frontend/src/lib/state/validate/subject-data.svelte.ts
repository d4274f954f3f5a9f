import { datasets } from '$lib/state/datasets.svelte.ts';

type Timeframe = '5m';

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

  /** The timeframe that a study is of which names none. */
  get shortest(): string | undefined {
    return this.recording?.timeframes[0];
  }

  /** Takes a recording; of the timeframe and the symbol what it has. */
  choose(name: string, { timeframe, symbol }: { timeframe?: string; symbol?: string } = {}): void {
    const recording = datasets.find(name);
    if (!recording) return;
    this.#dataset = name;
    this.timeframe = recording.timeframes.find((word) => word === timeframe) ?? this.timeframe;
    if (!recording.timeframes.includes(this.timeframe)) this.timeframe = recording.timeframes[0];
    this.symbol = recording.symbols.find((word) => word === symbol) ?? this.symbol;
    if (!recording.symbols.includes(this.symbol)) this.symbol = '';
  }

  /** As a study was asked; more than one symbol and less than all cannot be shown. */
  restore({
    timeframe = this.shortest,
    symbols = [],
  }: {
    timeframe?: string;
    symbols?: readonly string[];
  }): void {
    this.symbol = '';
    this.choose(this.#dataset, { timeframe, symbol: symbols.length === 1 ? symbols[0] : undefined });
  }

  /** What requests have in common. */
  get request(): { dataset: string; timeframe: Timeframe; symbols?: string[] } {
    const { dataset, timeframe, symbol } = this;
    return {
      dataset,
      timeframe: timeframe as Timeframe,
      ...(symbol === '' ? {} : { symbols: [symbol] }),
    };
  }
}
