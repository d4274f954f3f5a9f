import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StageFailure } from './failure.mjs';
import { LOGS, ROOT } from './paths.mjs';
import { npm } from './run.mjs';

const PROGRESS_MS = 1_000;

/** @typedef {Record<string, { version?: string, optional?: boolean, link?: boolean }>} LockedPackages */

/** @param {string} file @returns {LockedPackages | undefined} */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether what npm noted down in node_modules is what the lock file asks for. Packages of other platforms are
 * optional and may be missing.
 *
 * @param {LockedPackages} wanted
 * @param {LockedPackages} have
 */
export function satisfies(wanted, have) {
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true;
    return have[path] ? have[path].version === version : Boolean(optional);
  });
}

/** sqlite3 is compiled for the machine: a folder copied from another one, or installed without scripts, lacks it. */
function sqliteLoads() {
  try {
    createRequire(join(ROOT, 'backend', 'package.json'))('sqlite3');
    return true;
  } catch {
    return false;
  }
}

/** Whether node_modules is there, whole, of this lock file and for this machine. */
export function isInstalled() {
  const wanted = lockedPackages(join(ROOT, 'package-lock.json'));
  const have = lockedPackages(join(ROOT, 'node_modules', '.package-lock.json'));
  return Boolean(wanted && have && satisfies(wanted, have) && sqliteLoads());
}

/**
 * What makes compiling sqlite3 quick and local where the machine allows it: Debian's header and library
 * instead of a bundled copy, and the headers that came with this Node instead of a download.
 */
export function compilerSettings() {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  if (existsSync('/usr/include/sqlite3.h')) env.npm_config_sqlite = '/usr';
  const prefix = dirname(dirname(process.execPath));
  if (existsSync(join(prefix, 'include', 'node', 'node_api.h'))) env.npm_config_nodedir = prefix;
  return env;
}

/** How many of the lock file's packages stand in node_modules by now. @param {string[]} paths */
function countInstalled(paths) {
  return paths.filter((path) => existsSync(join(ROOT, path, 'package.json'))).length;
}

/** The line in npm's output that says most about a failure. @param {string[]} lines */
function reason(lines) {
  const errors = lines
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, ''));
  const telling = errors.find(
    (line) => line.length > 0 && !/^(code|errno|syscall|path|command)\b/.test(line),
  );
  return (telling ?? lines.at(-1) ?? 'no output').trim().replace(/\.$/, '');
}

/**
 * Installs what the lock file names, exactly, unless it is there already.
 *
 * @param {import('./stages.mjs').Stages} stages
 */
export async function install(stages) {
  if (isInstalled()) return;
  const paths = Object.keys(lockedPackages(join(ROOT, 'package-lock.json')) ?? {}).filter((path) =>
    path.startsWith('node_modules/'),
  );
  await stages.run('Installing dependencies', async (progress) => {
    const timer = setInterval(() => {
      const done = countInstalled(paths);
      progress(
        done < paths.length * 0.85 ? `${done} of ${paths.length} packages` : 'compiling what is native',
      );
    }, PROGRESS_MS);
    const log = join(LOGS, 'install.log');
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=notice'];
    const { code, lines } = await npm(args, { log, env: compilerSettings() });
    clearInterval(timer);
    if (code !== 0) {
      throw new StageFailure(`Installing the dependencies failed: ${reason(lines)}.`, {
        log,
        exitCode: code,
      });
    }
    return `${countInstalled(paths)} packages`;
  });
}
