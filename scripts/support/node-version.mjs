// Plain old syntax on purpose: this file is read by the very versions that it refuses.
import { readFileSync } from 'fs';

/** The oldest Node that package.json asks for, e.g. `20.19.0`. */
export function oldestNode() {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return manifest.engines.node.replace(/^\D+/, '');
}

/** Whether version `have` (as in `process.versions.node`) is at least `want`. @param {string} have @param {string} want */
export function isAtLeast(have, want) {
  const a = have.split('.').map(Number);
  const b = want.split('.').map(Number);
  for (let i = 0; i < 3; i++) {
    if (a[i] !== b[i]) return a[i] > b[i];
  }
  return true;
}

/** Says so and sets the exit code when this Node is too old; answers whether it was. @param {string} [have] */
export function refuseOldNode(have) {
  const version = have || process.versions.node;
  const want = oldestNode();
  if (isAtLeast(version, want)) return false;
  console.error(`Hindcast needs Node ${want} or newer, and this is Node ${version}: see https://nodejs.org.`);
  process.exitCode = 1;
  return true;
}
