import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { askedToStop, signalCode, spawnGroup } from './children.mjs';
import { ROOT } from './paths.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} log file that gets everything the command prints
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {string} [cwd]
 * @property {(line: string) => void} [onLine]
 */

/**
 * Runs a command to its end with its output in a log file. Never throws for a command that fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ code: number, lines: string[] }>} the exit code (127: could not be started) and the output
 */
export async function run(command, args, options) {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = createWriteStream(options.log);
  log.write(`$ ${[command, ...args].join(' ')}\n`);
  const child = spawnGroup(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = new PassThrough();
  let open = 2;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.pipe(output, { end: false });
    stream?.once('close', () => --open === 0 && output.end());
  }
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      output.end(`${error.message}\n`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? signalCode(signal ?? 'SIGKILL')));
  });
  const lines = [];
  for await (const line of createInterface({ input: output, crlfDelay: Infinity })) {
    lines.push(line);
    log.write(`${line}\n`);
    options.onLine?.(line);
  }
  const code = await ended;
  await new Promise((resolve) => log.end(resolve));
  // Some tools end with 0 when they are interrupted: what was not finished is not done.
  const signal = askedToStop();
  return { code: signal ? signalCode(signal) : code, lines };
}

/** How to call the npm that called us, or else the one on the path. @returns {[string, string[]]} */
export function npmCommand() {
  const own = process.env.npm_execpath ?? '';
  return /npm-cli\.c?js$/.test(own) ? [process.execPath, [own]] : ['npm', []];
}

/** Runs npm. @param {string[]} args @param {RunOptions} options */
export function npm(args, options) {
  const [command, before] = npmCommand();
  return run(command, [...before, ...args], options);
}

/** Runs a JavaScript file of a dependency with this Node. @param {string} file @param {string[]} args @param {RunOptions} options */
export function node(file, args, options) {
  return run(process.execPath, [file, ...args], options);
}
