import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, refuseTakenPort, urlOf } from './address.mjs';
import { build, isBuilt } from './build.mjs';
import { askedToStop, forwardSignals, signalCode, spawnGroup } from './children.mjs';
import { StageFailure } from './failure.mjs';
import { install } from './install.mjs';
import { LOGS, ROOT } from './paths.mjs';
import { Stages } from './stages.mjs';

const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 150;

/** Whether the server answers that it is well. @param {string} url */
async function isHealthy(url) {
  try {
    const answer = await fetch(new URL('api/health', url), { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/** What a server says of why it ended: its own sentence and advice, or else its last words. @param {string} tail */
function reason(tail) {
  const lines = tail.split('\n').filter((line) => line.trim() !== '');
  const own = lines.findLastIndex((line) => line.startsWith('hindcast: '));
  if (own < 0) return (lines.at(-1) ?? 'it said nothing').trim().slice(0, 300);
  return lines
    .slice(own, own + 2)
    .map((line) => line.replace(/^hindcast: /, '').trim())
    .join(' ');
}

/**
 * Starts the server as a child whose output goes to a log (and to this terminal with `--verbose`).
 *
 * @param {{ host: string, port: number }} address
 * @param {boolean} verbose
 */
function spawnServer(address, verbose) {
  const log = join(LOGS, 'server.log');
  mkdirSync(LOGS, { recursive: true });
  const file = createWriteStream(log);
  const child = spawnGroup(process.execPath, [join(ROOT, 'backend', 'bin', 'hindcast.mjs'), 'start'], {
    cwd: ROOT,
    env: { ...process.env, HOST: address.host, PORT: String(address.port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (/** @type {Buffer} */ chunk) => {
      file.write(chunk);
      tail = (tail + chunk.toString('utf8')).slice(-8_000);
      if (verbose) process.stderr.write(chunk);
    });
  }
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code, signal) => resolve(code ?? signalCode(signal ?? 'SIGKILL')));
  });
  return { log, ended, tail: () => tail };
}

/** @param {ReturnType<typeof spawnServer>} server @param {string} url */
async function untilReady(server, url) {
  let code;
  void server.ended.then((ended) => (code = ended));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (code !== undefined) {
      const why = `The server did not start: ${reason(server.tail())}`;
      throw new StageFailure(why, { log: server.log, exitCode: code || 1 });
    }
    if (await isHealthy(url)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new StageFailure(`The server did not answer at ${url} within two minutes.`, { log: server.log });
}

/** @param {string[]} argv */
async function start(argv) {
  const stages = new Stages();
  const address = addressOf(process.env);
  await refuseTakenPort(address);
  await install(stages);
  if (!isBuilt()) await stages.run('Building', build);
  const url = urlOf(address);
  const server = spawnServer(address, argv.includes('--verbose'));
  await stages.run('Starting the server and its database', () => untilReady(server, url));
  stages.say(`\n  Hindcast is ready (Ctrl-C stops it): ${url}`);
  const code = await server.ended;
  if (!askedToStop() && code !== 0) {
    throw new StageFailure(`The server ended with code ${code}.`, { log: server.log, exitCode: code });
  }
  return code;
}

/** Everything from a bare clone to a URL. */
export async function main() {
  forwardSignals();
  try {
    process.exitCode = await start(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    process.exitCode = error.exitCode;
    if (askedToStop()) return;
    console.error(error.log ? `${error.message}\nThe whole output is in ${error.log}` : error.message);
  }
}
