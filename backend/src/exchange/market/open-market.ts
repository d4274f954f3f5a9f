import type { Tape } from '@hindcast/engine';
import type { DatasetStore } from '../../datasets/index.ts';
import { readTicks } from './read-ticks.ts';
import { VenueMarket } from './venue-market.ts';

export interface OpenMarketOptions {
  /** Name of a recorded dataset; may be left out where there are ticks. */
  dataset?: string;
  /** Files of recorded trade messages of Binance. */
  ticks?: readonly string[];
  seed?: string | number;
}

/** Opens a recorded dataset, and recorded trades if there are any, as a market that can be served. */
export async function openMarket(store: DatasetStore, options: OpenMarketOptions): Promise<VenueMarket> {
  const { dataset: name, ticks = [], seed = 'hindcast' } = options;
  const tapes: Tape[] = [];
  const dataset = name === undefined ? undefined : await store.open(name);
  for (const lane of dataset?.manifest.lanes ?? []) {
    if (dataset) tapes.push(await store.openTape(dataset, lane));
  }
  return new VenueMarket({
    title: dataset?.manifest.title ?? 'Recorded trades',
    simulated: dataset?.manifest.simulated ?? false,
    tapes,
    ticks: ticks.length > 0 ? await readTicks(ticks) : undefined,
    seed,
  });
}
