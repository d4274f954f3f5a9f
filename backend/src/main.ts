import { HindcastError } from '@hindcast/engine';
import { readEnvironment } from './config/environment.ts';
import { startServer, type RunningServer } from './server.ts';

/** After this long a shutdown no longer waits for anybody. */
const SHUTDOWN_MS = 5_000;

/** Exit codes of SPEC's command line: the server either ran, or could not run. */
const RAN = 0;
const COULD_NOT_RUN = 2;

function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

/** Closes within bounds; a second signal ends the process at once, as nobody listens to it any more. */
async function shutDown(server: RunningServer): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SHUTDOWN_MS);
  });
  await Promise.race([server.close(), late]);
  clearTimeout(timer);
}

/**
 * Runs the server until it is told to stop, and answers with the exit code.
 *
 * @param onReady gets the URL once the server answers.
 */
export async function serve(
  onReady: (url: string) => void,
  source: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  try {
    const signal = untilSignal();
    const server = await startServer({ environment: readEnvironment(source) });
    onReady(server.url);
    await signal;
    await shutDown(server);
    return RAN;
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    process.stderr.write(`${error.message} ${error.action}\n`);
    return COULD_NOT_RUN;
  }
}
