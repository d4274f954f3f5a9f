import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { HindcastError } from '@hindcast/engine';
import {
  makeScratch,
  MANIFEST_FILE,
  parseManifest,
  type DatasetManifest,
  type DatasetStore,
} from '../datasets/index.ts';
import type { SuiteCase } from './suite-file.ts';

/** Largest manifest, and largest dataset, that is fetched; bytes. */
const MAX_MANIFEST = 64 << 20;
const MAX_DATASET = 64 * 2 ** 30;
const TIMEOUT_MS = 120_000;

export interface FetchOptions {
  /** Plain http as well as https: for a server of one's own. */
  allowHttp: boolean;
}

/**
 * The name under which the store has the dataset of a case, after taking it in from `dataset.from` where that is
 * needed. Files are verified against the manifest, and the manifest against the suite's digest.
 *
 * @throws HindcastError DATASET_UNKNOWN, DATASET_CHANGED, DATASET_FETCH, DATASET_OTHER
 */
export async function provideDataset(
  store: DatasetStore,
  { dataset, folder }: SuiteCase,
  options: FetchOptions,
): Promise<string> {
  const { name, digest, from } = dataset;
  const aside = `${name}-${digest.slice(0, 12)}`;
  for (const candidate of [aside, name]) {
    if (!(await store.has(candidate))) continue;
    const found = await store.open(candidate);
    if (found.digest === digest || from === undefined) return candidate;
  }
  if (from === undefined) return (await store.open(name)).name;
  const target = (await store.has(name)) ? aside : name;
  return isUrl(from)
    ? fetched(store, new URL(from.endsWith('/') ? from : `${from}/`), digest, target, options)
    : copied(store, isAbsolute(from) ? from : join(folder, from), digest, target);
}

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

async function copied(store: DatasetStore, folder: string, digest: string, target: string): Promise<string> {
  const file = join(folder, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch(() => {
    throw unavailable(file, 'it cannot be read');
  });
  return (await store.adopt(folder, demanded(parseManifest(text, file), digest, file), target)).name;
}

async function fetched(
  store: DatasetStore,
  base: URL,
  digest: string,
  target: string,
  { allowHttp }: FetchOptions,
): Promise<string> {
  if (base.protocol !== 'https:' && !(allowHttp && base.protocol === 'http:'))
    throw unavailable(base.href, 'only https is fetched');
  const scratch = await makeScratch(store.folders.data);
  try {
    const url = new URL(MANIFEST_FILE, base);
    const text = (await download(url, MAX_MANIFEST)).toString('utf8');
    const manifest = demanded(parseManifest(text, url.href), digest, url.href);
    const files = [...manifest.lanes, ...manifest.extras];
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > MAX_DATASET) throw unavailable(base.href, `its ${total} bytes are more than is fetched`);
    for (const { file, bytes, sha256 } of files) await fetchFile(base, scratch, file, bytes, sha256);
    return (await store.adopt(scratch, manifest, target)).name;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fetchFile(
  base: URL,
  folder: string,
  file: string,
  bytes: number,
  sha256: string,
): Promise<void> {
  const url = new URL(file.split('/').map(encodeURIComponent).join('/'), base);
  const data = await download(url, bytes);
  if (createHash('sha256').update(data).digest('hex') !== sha256)
    throw unavailable(url.href, 'it is not what the manifest lists: its SHA-256 differs');
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), data);
}

/** Bytes of a URL, never more than `limit`; redirects are not followed, so that the address stays the one checked. */
async function download(url: URL, limit: number): Promise<Buffer> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw unavailable(url.href, cause instanceof Error ? cause.message : String(cause));
    },
  );
  if (!response.ok || !response.body) throw unavailable(url.href, `the server answered ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.length;
    if (size > limit) throw unavailable(url.href, `it is longer than the ${limit} bytes expected`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function demanded(manifest: DatasetManifest, digest: string, file: string): DatasetManifest {
  if (manifest.digest === digest) return manifest;
  throw new HindcastError(
    'DATASET_OTHER',
    `${file} is of the dataset ${manifest.digest.slice(0, 16)}…, and the suite wants ${digest.slice(0, 16)}….`,
    'Name the source of the dataset that the suite was made for.',
    { file },
  );
}

function unavailable(what: string, why: string): HindcastError {
  return new HindcastError(
    'DATASET_FETCH',
    `${what} cannot be had: ${why}.`,
    'Check dataset.from in the suite.',
    {
      file: what,
    },
  );
}
