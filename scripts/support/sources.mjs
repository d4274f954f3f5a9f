import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './paths.mjs';

/** What a build reads: these folders and files, less what it writes and what only tests and tools read. */
const READ = ['engine', 'backend', 'frontend', 'package-lock.json', 'tsconfig.base.json', 'turbo.json'];
const NOT_READ = new Set([
  'node_modules',
  'dist',
  'build',
  '.svelte-kit',
  '.turbo',
  'coverage',
  'test',
  'bench',
  'openapi.json',
]);
const isSpec = (/** @type {string} */ name) => /\.spec\.ts$/.test(name);

/** What a build writes. */
export const BUILT = ['engine/dist', 'backend/dist', 'frontend/build'];

/** All files at or under a path, sorted. @param {string} path @param {(name: string) => boolean} skip @returns {string[]} */
function filesUnder(path, skip) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => !skip(name))
    .flatMap((name) => filesUnder(join(path, name), skip));
}

const portable = (/** @type {string} */ file) => relative(ROOT, file).split(sep).join('/');

/** A digest of everything a build reads: same digest, same product. */
export function sourceDigest() {
  const hash = createHash('sha256');
  for (const file of READ.flatMap((name) =>
    filesUnder(join(ROOT, name), (n) => NOT_READ.has(n) || isSpec(n)),
  )) {
    hash
      .update(`${portable(file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** A digest of the names and sizes of what the last build left: it tells when something was taken away. */
export function builtDigest() {
  const hash = createHash('sha256');
  for (const folder of BUILT) {
    const files = filesUnder(join(ROOT, folder), (name) => name.endsWith('.tsbuildinfo'));
    if (files.length === 0) return undefined;
    for (const file of files) hash.update(`${portable(file)} ${statSync(file).size}\n`);
  }
  return hash.digest('hex');
}
