import { smallMarket, type SmallMarketOptions } from '@hindcast/engine/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetStore } from '../../src/datasets/index.ts';

/** A rule that trades a few hundred times in {@link smallStore}'s recording. */
export const STRATEGY = {
  name: 'dip',
  file: 'dip.yaml',
  text: `name: dip
params: { floorAt: 40, hold: 12 }
entry:
  long: rsi < floorAt and zscore(close, 20) < 0
exit:
  long: rsi > 60 or barsHeld >= hold
`,
};

/** A folder of its own with a recording named `small`: 4,000 bars of 5m of one symbol. */
export interface SmallStore {
  readonly folder: string;
  readonly store: DatasetStore;
  close(): Promise<void>;
}

export async function smallStore(seed: string, options: SmallMarketOptions = {}): Promise<SmallStore> {
  const folder = await mkdtemp(join(tmpdir(), `hindcast-${seed}-`));
  const store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
  const one = { rows: 4_000, holes: 0, venues: ['bybit'], symbols: ['BTC/USDT:USDT'] };
  const tapes = smallMarket(seed, { ...one, ...options });
  await store.write({ name: 'small', origin: 'made here', licence: 'none', simulated: true }, tapes);
  const close = async (): Promise<void> => {
    await store.settled();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, store, close };
}
