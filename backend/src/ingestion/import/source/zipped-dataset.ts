import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry } from 'yauzl';
import { looksLikeManifest, MANIFEST_FILE, parseManifest } from '../../../datasets/index.ts';
import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import type { Reading } from './source-file.ts';
import { readZipEntry, zipEntries } from './zip-source.ts';

const MAX_MANIFEST_BYTES = 64 * 1024 ** 2;

/**
 * Unpacks an exported dataset into `target`: the files that its manifest lists, of the sizes that it states, and
 * nothing else. Returns false, with nothing written, where the archive is not that of a dataset.
 */
export async function unpackDataset(
  path: string,
  target: string,
  limits: ImportLimits,
  reading: Reading = {},
): Promise<boolean> {
  const label = basename(path);
  const entries = new Map((await zipEntries(path, label, limits)).map((entry) => [entry.fileName, entry]));
  const manifest = [...entries.values()].find(({ fileName }) => /^([^/]+\/)?manifest\.json$/.test(fileName));
  if (!manifest || manifest.uncompressedSize > MAX_MANIFEST_BYTES) return false;
  const root = manifest.fileName.slice(0, -MANIFEST_FILE.length);
  const text = await textOf(path, label, manifest, limits);
  if (!looksLikeManifest(text)) return false;
  const { lanes, extras } = parseManifest(text, `${label} › ${manifest.fileName}`);
  const listed = [{ file: MANIFEST_FILE, bytes: manifest.uncompressedSize }, ...lanes, ...extras];
  for (const { file, bytes } of listed) {
    const entry = entries.get(root + file);
    if (entry?.uncompressedSize !== bytes) throw notAsListed(label, root + file);
    const place = join(target, file);
    await mkdir(dirname(place), { recursive: true });
    const content = Readable.from(readZipEntry(path, label, entry, limits, reading));
    await pipeline(content, createWriteStream(place, { flags: 'wx' }));
  }
  return true;
}

/** Whether a file begins as an archive does. */
export async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === 'PK';
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

async function textOf(path: string, label: string, entry: Entry, limits: ImportLimits): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readZipEntry(path, label, entry, limits)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function notAsListed(label: string, file: string): Error {
  return inputError(
    'IMPORT_DAMAGED',
    { file: label },
    `it is an exported dataset, and ${file} is missing or not as large as its manifest says.`,
    'Export it again.',
  );
}
