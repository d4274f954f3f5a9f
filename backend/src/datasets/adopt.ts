import { cp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncToDisk, writeDurably } from './durable-files.ts';
import { MANIFEST_FILE, manifestChecksum, parseManifest, type DatasetManifest } from './manifest.ts';
import { makeScratch } from './scratch.ts';

/** Whether a `manifest.json` is one of ours: other programs have files of this name too. */
export function looksLikeManifest(text: string): boolean {
  return /"schemaVersion"/.test(text) && /"checksum"/.test(text);
}

/** The manifest of a folder that is a dataset, such as an exported one; undefined when it is none. */
export async function foreignManifest(folder: string): Promise<DatasetManifest | undefined> {
  const file = join(folder, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined || !looksLikeManifest(text)) return undefined;
  return parseManifest(text, file);
}

/**
 * Copies a dataset's folder, whose files the caller has verified, to `target` under another name. Only what the
 * manifest lists is copied; the digest stays what it was.
 */
export async function adoptFolder(
  folder: string,
  manifest: DatasetManifest,
  name: string,
  target: string,
): Promise<void> {
  const scratch = await makeScratch(dirname(target));
  try {
    for (const { file } of [...manifest.lanes, ...manifest.extras]) {
      const path = join(scratch, file);
      await cp(join(folder, file), path, { recursive: true });
      await syncToDisk(path);
      await syncToDisk(dirname(path));
    }
    const renamed = { ...manifest, name };
    const checked = { ...renamed, checksum: manifestChecksum(renamed) };
    await writeDurably(join(scratch, MANIFEST_FILE), `${JSON.stringify(checked, null, 2)}\n`);
    await syncToDisk(scratch);
    await rename(scratch, target);
    await syncToDisk(dirname(target));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
