import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore, storeFolders, type Dataset } from '../../../src/datasets/index.ts';

export const VENUE = 'binanceusdm';
export const SYMBOL = 'BTC/USDT:USDT';
export const ROWS = 1_500;

/** Writes a small simulated dataset of 5m bars, 2 venues × 3 symbols or those that are named, into a server's data folder. */
export async function writeDataset(
  dataDir: string,
  name = 'small',
  rows = ROWS,
  market: { venues?: string[]; symbols?: string[] } = {},
): Promise<Dataset> {
  const store = new DatasetStore(storeFolders(dataDir));
  const draft = {
    name,
    title: 'A small wild market',
    origin: 'simulated for tests',
    licence: 'MIT',
    simulated: true,
    createdAt: 0,
    notes: [],
  };
  const dataset = await store.write(draft, smallMarket(name, { ...market, rows }));
  await store.settled();
  return dataset;
}
