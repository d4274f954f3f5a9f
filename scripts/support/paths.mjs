import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with no slash at its end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Stamps of what was installed and built: they go when node_modules goes. */
export const STAMPS = join(ROOT, 'node_modules', '.cache', 'hindcast');

/** Imports, recordings, the database, logs. */
export const DATA_DIR = resolve(ROOT, process.env.DATA_DIR || 'data');

export const LOGS = join(DATA_DIR, 'logs');
