import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { it } from '@jest/globals';

const REPOSITORY = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../..');

/** The recipes that ship as examples. */
export const RECIPES = join(REPOSITORY, 'docs/recipes');

/** Folder of recorded market data that is not part of the repository; undefined when it is not there. */
export const REAL_DATA = [process.env.HINDCAST_REAL_DATA, join(REPOSITORY, '../shared/data')].find(
  (folder): folder is string => folder !== undefined && existsSync(join(folder, 'MANIFEST.md')),
);

if (!REAL_DATA) {
  process.stderr.write('No real data (HINDCAST_REAL_DATA, ../shared/data): the tests on it are skipped.\n');
}

/** A test that needs the real data; skipped, as the line above says, where they are not. */
export function itReal(name: string, run: () => Promise<void>): void {
  (REAL_DATA ? it : it.skip)(name, run, 60_000);
}

/** Path of a file of the real data. */
export function real(path: string): string {
  return join(REAL_DATA ?? '', path);
}

/** Rows that its MANIFEST.md states for every file. */
export function statedRows(): Map<string, number> {
  const text = readFileSync(real('MANIFEST.md'), 'utf8');
  const rows = new Map<string, number>();
  for (const line of text.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    if (/\.(csv|zip|jsonl)(\.gz)?$/.test(cells[1] ?? '')) rows.set(cells[1], Number(cells[5]));
  }
  return rows;
}
