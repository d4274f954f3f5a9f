import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The columns of a lane. */
export const COLUMNS_FILE = '.f64';
/** Beside them: by which marks they are known to be untouched, and, as its time, when they were used last. */
const MARK_FILE = '.mark';
/** A draft of so long ago belongs to a process that has died. */
const ABANDONED_AFTER_MS = 3_600_000;

/** Marks of a file that no program can set back: a file that was written to, by whatever means, has others. */
async function marksOf(path: string): Promise<string | undefined> {
  const s = await stat(path, { bigint: true }).catch(() => undefined);
  return s && `${s.dev}:${s.ino}:${s.size}:${s.mtimeNs}:${s.ctimeNs}`;
}

const markOf = (path: string): string => path.slice(0, -COLUMNS_FILE.length) + MARK_FILE;

/** Whether a file is as it was when it was sealed. */
export async function isUntouched(path: string): Promise<boolean> {
  const marks = await marksOf(path);
  const sealed = await readFile(markOf(path), 'utf8').catch(() => undefined);
  return marks !== undefined && marks === sealed;
}

/** Remembers a file as it is now. One that cannot be sealed is checked whenever it is read. */
export async function seal(path: string): Promise<void> {
  const marks = await marksOf(path);
  if (marks !== undefined) await writeFile(markOf(path), marks).catch(() => undefined);
}

/** Notes that a file is used: what was used longest ago is the first to go. */
export async function noteUse(path: string, now: Date): Promise<void> {
  await utimes(markOf(path), now, now).catch(() => undefined);
}

export async function removeCached(path: string): Promise<void> {
  for (const file of [path, markOf(path)]) await rm(file, { force: true }).catch(() => undefined);
}

/** Removes files of a folder, those first that were used longest ago, until the others take no more than `limit` bytes. */
export async function makeRoom(folder: string, limit: number, now: number): Promise<void> {
  const files: { path: string; bytes: number; used: number }[] = [];
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (!stats) continue;
    if (name.endsWith(COLUMNS_FILE)) {
      const mark = await stat(markOf(path)).catch(() => stats);
      files.push({ path, bytes: stats.size, used: mark.mtimeMs });
    } else if (!name.endsWith(MARK_FILE) && now - stats.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
  files.sort((a, b) => a.used - b.used);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of files) {
    if (total <= limit) return;
    await removeCached(path);
    total -= bytes;
  }
}
