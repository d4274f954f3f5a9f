import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Folders that are being written or deleted live beside the datasets under a name that no dataset can have:
 * `.scratch-<host>-<pid>-<random>`. A process that died leaves one behind; the next one sweeps it.
 */
const PREFIX = '.scratch-';
/** On another machine's (or container's) shared folder only the age tells whether a writer is dead. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Creates an empty scratch folder in `root`, which is created too. */
export async function makeScratch(root: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const folder = scratchPath(root);
  await mkdir(folder);
  return folder;
}

/** A free scratch name in `root`, to rename something to. */
export function scratchPath(root: string): string {
  return join(root, `${PREFIX}${HOST}-${process.pid}-${randomBytes(6).toString('hex')}`);
}

/** Removes the scratch folders of processes that no longer run. Returns how many. */
export async function sweepScratch(root: string, now: number): Promise<number> {
  const names = await readdir(root).catch(() => [] as string[]);
  let swept = 0;
  for (const name of names) {
    if (!name.startsWith(PREFIX) || !(await isAbandoned(join(root, name), name, now))) continue;
    await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
    swept++;
  }
  return swept;
}

async function isAbandoned(path: string, name: string, now: number): Promise<boolean> {
  const [host, pid] = name.slice(PREFIX.length).split('-');
  if (host === HOST) return Number(pid) !== process.pid && !isRunning(Number(pid));
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && now - stats.mtimeMs > ABANDONED_AFTER_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
