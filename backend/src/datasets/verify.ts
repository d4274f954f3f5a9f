import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { HindcastError } from '@hindcast/engine';
import { hashFile } from './durable-files.ts';
import type { FileSeals } from './file-seals.ts';
import { MANIFEST_FILE, type DatasetManifest } from './manifest.ts';

export interface FileCheck {
  file: string;
  ok: boolean;
  /** What is wrong, as half a sentence: "is missing", "was changed". */
  problem?: string;
}

export interface VerifyReport {
  name: string;
  digest: string;
  ok: boolean;
  files: FileCheck[];
}

interface Listed {
  file: string;
  bytes: number;
  sha256: string;
}

function listedFiles(manifest: DatasetManifest): Listed[] {
  return [...manifest.lanes, ...manifest.extras].map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 }));
}

/** Hashes every file of a dataset and compares it with the manifest, which has been checked before. */
export async function verifyFolder(
  folder: string,
  manifest: DatasetManifest,
  options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<VerifyReport> {
  const listed = listedFiles(manifest);
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  const files: FileCheck[] = [{ file: MANIFEST_FILE, ok: true }];
  let done = 0;
  for (const expected of listed) {
    options.signal?.throwIfAborted();
    files.push(await checkFile(folder, expected, options.signal));
    done += expected.bytes;
    options.onProgress?.(done, total);
  }
  const known = new Set([MANIFEST_FILE, ...listed.map(({ file }) => file)]);
  for (const file of await walkFiles(folder, folder)) {
    if (!known.has(file)) files.push({ file, ok: false, problem: 'is not in the manifest' });
  }
  return { name: manifest.name, digest: manifest.digest, ok: files.every(({ ok }) => ok), files };
}

async function checkFile(folder: string, expected: Listed, signal?: AbortSignal): Promise<FileCheck> {
  const { file } = expected;
  const path = join(folder, file);
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile()) return { file, ok: false, problem: 'is missing' };
  if (stats.size !== expected.bytes) {
    return { file, ok: false, problem: `has ${stats.size} bytes instead of ${expected.bytes}` };
  }
  const same = (await hashFile(path, signal)) === expected.sha256;
  return same ? { file, ok: true } : { file, ok: false, problem: 'was changed: its SHA-256 differs' };
}

/** What opening does: as {@link verifyFolder}, but a file that was hashed before and not touched is trusted. */
export async function requireIntact(
  folder: string,
  manifest: DatasetManifest,
  seals: FileSeals,
): Promise<void> {
  const bad: string[] = [];
  for (const { file, sha256 } of listedFiles(manifest)) {
    if (!(await seals.holds(manifest.digest, join(folder, file), sha256))) bad.push(file);
  }
  if (bad.length === 0) return;
  throw new HindcastError(
    'DATASET_CHANGED',
    `Dataset "${manifest.name}": ${bad.join(', ')} ${bad.length === 1 ? 'is' : 'are'} missing or not as written.`,
    'Restore the folder from a copy, or delete the dataset and import it again.',
    { file: join(folder, bad[0]) },
  );
}

async function walkFiles(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await walkFiles(root, path)));
    else found.push(relative(root, path).replaceAll('\\', '/'));
  }
  return found.sort();
}
