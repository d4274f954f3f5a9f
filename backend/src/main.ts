import { readEnvironment } from './config/environment.ts';
import { startServer, type RunningServer } from './server.ts';

/** After this long a shutdown waits for nobody any more. */
const SHUTDOWN_MS = 5_000;

export interface ServeOptions {
  env: NodeJS.ProcessEnv;
  /** Fires when the server shall stop. */
  signal: AbortSignal;
  /** Gets the URL once the server answers. */
  onReady: (url: string) => void;
}

/**
 * Runs the server until it is told to stop.
 *
 * @throws HindcastError when the environment is wrong, the port is taken, the database cannot be opened.
 */
export async function serve({ env, signal, onReady }: ServeOptions): Promise<void> {
  const server = await startServer({ environment: readEnvironment(env) });
  if (!signal.aborted) {
    onReady(server.url);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  await shutDown(server);
}

async function shutDown(server: RunningServer): Promise<void> {
  // Whatever does not end in time is cut off: the database is safe, a write is either committed or not.
  const late = setTimeout(() => process.exit(), SHUTDOWN_MS);
  await server.close();
  clearTimeout(late);
}
