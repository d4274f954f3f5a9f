import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { HindcastError } from '@hindcast/engine';
import { hashFile } from '../../../datasets/durable-files.ts';
import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import { readGzip, readPlain } from './plain-source.ts';
import type { FoundSources, SourceFile } from './source-file.ts';
import { readZipEntry, zipEntries } from './zip-source.ts';

/** Names of files that hold tables. Anything else in a folder is left out with a note. */
const TABLE = /\.(csv|tsv|txt|json|jsonl|parquet|feather|arrow)(\.gz)?$/i;
/** `ARRO`, of ARROW1: Feather's second version. */
const ARROW = '4152524f';
const ARCHIVE = /\.zip$/i;
/** Files that come with data and are none; not worth a note. */
const COMPANION = /(^\.)|(\.CHECKSUM$)|(^README)|(^LICEN[CS]E)|(\.(md|ya?ml)$)/i;

/**
 * Finds every table below the given files and folders. Symbolic links inside a folder are not followed: they
 * could lead anywhere. Order is by path, so that the same folder always gives the same import.
 */
export async function findSources(paths: readonly string[], limits: ImportLimits): Promise<FoundSources> {
  const found: FoundSources = { sources: [], ignored: [] };
  for (const given of paths) {
    const path = resolve(given);
    const stats = await stat(path).catch(() => undefined);
    if (!stats) {
      const action = 'Check the path.';
      throw new HindcastError('IMPORT_NO_SUCH_FILE', `There is no file or folder "${given}".`, action, {
        file: given,
      });
    }
    if (stats.isDirectory()) await walk(path, path, 0, limits, found);
    else await addFile(path, dirname(path), limits, found, true);
  }
  return found;
}

async function walk(
  root: string,
  folder: string,
  depth: number,
  limits: ImportLimits,
  found: FoundSources,
): Promise<void> {
  if (depth > limits.depth) {
    const what = `folders are nested deeper than ${limits.depth}.`;
    throw inputError(
      'IMPORT_TOO_DEEP',
      { file: relative(root, folder) },
      what,
      'Import the inner folders themselves.',
    );
  }
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.')) await walk(root, path, depth + 1, limits, found);
    else if (entry.isFile()) await addFile(path, root, limits, found, false);
    else if (entry.isSymbolicLink())
      found.ignored.push({ file: relative(root, path), note: 'a symbolic link' });
  }
}

async function addFile(
  path: string,
  root: string,
  limits: ImportLimits,
  found: FoundSources,
  named: boolean,
): Promise<void> {
  const name = basename(path);
  const label = relative(root, path) || name;
  if (!named && COMPANION.test(name)) return;
  if (!named && !TABLE.test(name) && !ARCHIVE.test(name)) {
    found.ignored.push({ file: label, note: 'not a kind of file that holds tables' });
    return;
  }
  if (found.sources.length >= limits.files) {
    const what = `there are more than ${limits.files} files.`;
    throw inputError('IMPORT_TOO_MANY_FILES', { file: label }, what, 'Import in several steps.');
  }
  const bytes = (await stat(path)).size;
  const base: Base = {
    path,
    label,
    bytes,
    hints: [name, ...folders(label), ...folders(resolve(path)).slice(0, 2)],
  };
  await checkCompanion(path, label);
  const magic = await firstBytes(path);
  if (magic.startsWith('504b')) await addZip(base, limits, found);
  else if (magic.startsWith('50415231'))
    found.sources.push({ ...plain(base), columns: { path, format: 'parquet', limits } });
  else if (magic.startsWith(ARROW))
    found.sources.push({ ...plain(base), columns: { path, format: 'feather', limits } });
  else if (magic.startsWith('1f8b')) found.sources.push(gzip(base, limits));
  else if (ARCHIVE.test(name) || /\.gz$/i.test(name)) throw await notAnArchive(base);
  else found.sources.push(plain(base));
}

/** Binance's archive puts a file's SHA-256 beside it, as `<name>.CHECKSUM`: what does not match is not imported. */
async function checkCompanion(path: string, label: string): Promise<void> {
  const text = await readFile(`${path}.CHECKSUM`, 'latin1').catch(() => '');
  const stated = /^([0-9a-f]{64})\b/i.exec(text)?.[1];
  if (stated === undefined || (await hashFile(path)) === stated.toLowerCase()) return;
  const what = 'it is not what the CHECKSUM file beside it says.';
  throw inputError('IMPORT_DAMAGED', { file: label }, what, 'Download both again.');
}

interface Base {
  path: string;
  label: string;
  bytes: number;
  hints: string[];
}

function plain({ path, label, bytes, hints }: Base): SourceFile {
  return { label, name: basename(path), hints, bytes, open: (reading) => readPlain(path, reading) };
}

function gzip({ path, label, bytes, hints }: Base, limits: ImportLimits): SourceFile {
  const name = basename(path).replace(/\.gz$/i, '');
  return { label, name, hints, bytes, open: (reading) => readGzip(path, label, bytes, limits, reading) };
}

async function addZip(base: Base, limits: ImportLimits, found: FoundSources): Promise<void> {
  const entries = await zipEntries(base.path, base.label, limits);
  for (const entry of entries) {
    const label = `${base.label} › ${entry.fileName}`;
    if (!TABLE.test(entry.fileName) || /\.gz$/i.test(entry.fileName)) {
      found.ignored.push({ file: label, note: 'not a kind of file that holds tables' });
      continue;
    }
    found.sources.push({
      label,
      name: basename(entry.fileName),
      hints: [basename(entry.fileName), ...folders(entry.fileName), ...base.hints],
      bytes: entry.compressedSize,
      open: (reading) => readZipEntry(base.path, label, entry, limits, reading),
    });
  }
  if (entries.length === 0) {
    throw inputError(
      'IMPORT_EMPTY',
      { file: base.label },
      'the archive holds no file.',
      'Download it again.',
    );
  }
}

/** The folders of a path, the innermost first. */
function folders(path: string): string[] {
  return path.split(sep).slice(0, -1).reverse().filter(Boolean);
}

async function firstBytes(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function notAnArchive({ path, label, bytes }: Base): Promise<Error> {
  if (bytes === 0)
    return inputError('IMPORT_EMPTY', { file: label }, 'the file is empty.', 'Download it again.');
  const handle = await open(path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0).finally(() => handle.close());
  const isPage = /^\s*</.test(buffer.toString('latin1', 0, bytesRead));
  const what = isPage ? 'it is a web page, not an archive.' : 'it is not the archive that its name says.';
  return inputError(isPage ? 'IMPORT_HTML' : 'IMPORT_DAMAGED', { file: label }, what, 'Download it again.');
}
