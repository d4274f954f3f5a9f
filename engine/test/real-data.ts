import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Folder with real recordings: HINDCAST_REAL_DATA, or shared/data beside the repository. */
export const REAL_DATA =
  process.env['HINDCAST_REAL_DATA'] ?? join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data');

export const hasRealData = existsSync(join(REAL_DATA, 'MANIFEST.md'));

/** Says why real-data tests are skipped, once per file that asks. */
export function announceRealData(): void {
  if (!hasRealData) process.stdout.write('No real recordings here: tests on them are skipped.\n');
}

/** Rows of a CSV file (gzipped or not) as records of text. */
export function readCsv(file: string): Record<string, string>[] {
  const bytes = readFileSync(join(REAL_DATA, file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, k) => [name, cells[k]]));
  });
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(REAL_DATA, file), 'utf8')) as T;
}
