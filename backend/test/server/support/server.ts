import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../../src/config/environment.ts';
import { startServer, type RunningServer } from '../../../src/server.ts';

export interface TestServer extends RunningServer {
  dataDir: string;
  stop(): Promise<void>;
}

/** A real server on a free port with a real SQLite file in a folder of its own. */
export async function startTestServer(
  options: { env?: NodeJS.ProcessEnv; uiRoot?: string; prepare?: (dataDir: string) => Promise<unknown> } = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindcast-server-'));
  await options.prepare?.(dataDir);
  const environment = readEnvironment({
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'fatal',
    EXCHANGES: 'none',
    ...options.env,
  });
  const server = await startServer({ environment, uiRoot: options.uiRoot ?? join(dataDir, 'no-ui') });
  return {
    ...server,
    dataDir,
    stop: async () => {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
