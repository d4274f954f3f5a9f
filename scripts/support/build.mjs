import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { StageFailure } from './failure.mjs';
import { LOGS, ROOT, STAMPS } from './paths.mjs';
import { node } from './run.mjs';
import { builtDigest, sourceDigest } from './sources.mjs';

const STAMP = join(STAMPS, 'build.json');
const TURBO = join(ROOT, 'node_modules', 'turbo', 'bin', 'turbo');

/** What every run of turbo gets: it counts nobody and asks nobody. */
export const TURBO_ENV = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };

/** Whether the last build was of these very sources and everything it wrote is still there. */
export function isBuilt() {
  try {
    const stamp = JSON.parse(readFileSync(STAMP, 'utf8'));
    return stamp.built === builtDigest() && stamp.sources === sourceDigest();
  } catch {
    return false;
  }
}

/** The first line of a failed build that names what is wrong. @param {string[]} lines */
function reason(lines) {
  const plain = lines.map((line) => stripVTControlCharacters(line).replace(/^[@\w/-]+:build: /, ''));
  const telling = plain.find((line) => /\berror\b/i.test(line) && !/^npm |Lifecycle|^\s*at /.test(line));
  return (telling ?? plain.at(-1) ?? 'no output').trim().replace(/\.$/, '');
}

/**
 * Builds engine, backend and frontend in their order.
 *
 * @param {(text: string) => void} progress
 */
export async function build(progress) {
  const sources = sourceDigest();
  const log = join(LOGS, 'build.log');
  const args = ['run', 'build', '--ui=stream', '--log-order=stream', '--output-logs=new-only', '--no-color'];
  const { code, lines } = await node(TURBO, args, {
    log,
    env: TURBO_ENV,
    onLine: (line) => {
      const task = /^@?([\w/-]+):build: /.exec(line);
      if (task) progress(task[1].replace('hindcast/', '').replace(/^hindcast$/, 'backend'));
    },
  });
  if (code !== 0) throw new StageFailure(`The build failed: ${reason(lines)}.`, { log, exitCode: code });
  const built = builtDigest();
  if (built === undefined) throw new StageFailure('The build ended well but left nothing behind.', { log });
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, JSON.stringify({ sources, built }));
}
