import { timeframeMs, type Timeframe } from '@hindcast/engine';
import type { Dataset, DatasetStore, LaneManifest } from '../../datasets/index.ts';
import { closesOf, inTimeframe, reachable, type CloseSeries, type PairLeg } from '../close-series.ts';
import type { KnownLeg, LegSource } from './leg-source.ts';

/** Legs out of a recorded dataset. A timeframe that was not recorded is made from the longest recorded one that divides it. */
export class RecordedSource implements LegSource {
  readonly #store: DatasetStore;
  readonly dataset: Dataset;

  constructor(store: DatasetStore, dataset: Dataset) {
    this.#store = store;
    this.dataset = dataset;
  }

  get name(): string {
    return this.dataset.name;
  }

  legs(): KnownLeg[] {
    const legs = new Map<string, { venue: string; symbol: string; words: Set<string> }>();
    for (const { venue, symbol, timeframe } of this.dataset.manifest.lanes) {
      const key = JSON.stringify([venue, symbol]);
      const leg = legs.get(key) ?? { venue, symbol, words: new Set<string>() };
      legs.set(key, leg);
      for (const word of reachable(timeframe, timeframeMs(timeframe))) leg.words.add(word);
    }
    return [...legs.values()].map(({ venue, symbol, words }) => ({
      venue,
      symbol,
      timeframes: [...words].sort((a, b) => timeframeMs(a as Timeframe) - timeframeMs(b as Timeframe)),
    }));
  }

  async open(leg: PairLeg, timeframe: string): Promise<CloseSeries> {
    const lane = this.#laneFor(leg, timeframe);
    const tape = await this.#store.openTape(this.dataset, lane);
    try {
      return inTimeframe(closesOf(tape), timeframe);
    } finally {
      this.#store.closeTape(tape);
    }
  }

  #laneFor({ venue, symbol }: PairLeg, timeframe: string): LaneManifest {
    const own = this.dataset.manifest.lanes.filter((lane) => lane.venue === venue && lane.symbol === symbol);
    const fitting = own.filter((lane) =>
      reachable(lane.timeframe, timeframeMs(lane.timeframe)).includes(timeframe),
    );
    return fitting.reduce(
      (best, lane) => (timeframeMs(lane.timeframe) > timeframeMs(best.timeframe) ? lane : best),
      fitting[0] ?? own[0],
    );
  }
}
