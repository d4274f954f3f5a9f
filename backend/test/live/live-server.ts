import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import { startTestServer, type TestServer } from '../server/support/server.ts';

export const LANES = 6;
export const FIVE_MINUTES = 300_000;

/** Writes a market that a recorded venue can play: 2 venues × 3 symbols × 5m. */
export async function writeMarket(dataDir: string, name: string, rows: number): Promise<void> {
  const store = new DatasetStore(storeFolders(dataDir));
  const draft = {
    ...{ name, title: 'A small wild market', origin: 'simulated for tests', licence: 'MIT' },
    ...{ simulated: true, createdAt: 0, notes: [] },
  };
  await store.write(draft, smallMarket(name, { rows }));
  await store.settled();
}

export interface LiveServerOptions {
  rows?: number;
  speed?: number;
  env?: NodeJS.ProcessEnv;
}

/** A server that watches a recorded market of its own. */
export function startLiveServer({
  rows = 2_000,
  speed = 600,
  env = {},
}: LiveServerOptions = {}): Promise<TestServer> {
  return startTestServer({
    prepare: (dataDir) => writeMarket(dataDir, 'small', rows),
    env: {
      ...{ EXCHANGES: '', LIVE_DATASET: 'small', LIVE_SPEED: String(speed), LIVE_HISTORY_DAYS: '2' },
      ...env,
    },
  });
}

/** Resolves when `test` holds. */
export async function until(
  test: () => boolean | Promise<boolean>,
  what: string,
  ms = 30_000,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await test())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
