import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashFile } from './durable-files.ts';

/** The marks by which a file is known to be the one that was hashed before. */
type Seal = string;

/**
 * Remembers which files have been hashed, by inode, size, modification and change time, so that opening a
 * dataset again need not read all of it. The change time cannot be set back by a program: a file that was
 * written to, by whatever means, is hashed again.
 */
export class FileSeals {
  readonly #folder: string;
  readonly #known = new Map<string, Map<string, Seal>>();

  constructor(cacheFolder: string) {
    this.#folder = join(cacheFolder, 'seals');
  }

  /** Whether `path` holds the bytes whose SHA-256 is `sha256`. False too when it is not there. */
  async holds(digest: string, path: string, sha256: string): Promise<boolean> {
    const before = await sealOf(path, sha256);
    if (before === undefined) return false;
    const known = await this.#of(digest);
    if (known.get(path) === before) return true;
    if ((await hashFile(path)) !== sha256) return false;
    known.set(path, before);
    await this.#save(digest, known);
    return true;
  }

  async #of(digest: string): Promise<Map<string, Seal>> {
    const known = this.#known.get(digest);
    if (known) return known;
    const text = await readFile(this.#file(digest), 'utf8').catch(() => '[]');
    const loaded = new Map<string, Seal>(parsePairs(text));
    this.#known.set(digest, loaded);
    return loaded;
  }

  /** A seal that cannot be kept costs a second hashing, nothing else. */
  async #save(digest: string, known: Map<string, Seal>): Promise<void> {
    const file = this.#file(digest);
    const draft = `${file}.${process.pid}`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(draft, JSON.stringify([...known]));
      await rename(draft, file);
    } catch {
      this.#known.set(digest, known);
    }
  }

  #file(digest: string): string {
    return join(this.#folder, `${digest}.json`);
  }
}

async function sealOf(path: string, sha256: string): Promise<Seal | undefined> {
  const s = await stat(path, { bigint: true }).catch(() => undefined);
  return s && `${s.ino}:${s.size}:${s.mtimeNs}:${s.ctimeNs}:${sha256}`;
}

function parsePairs(text: string): [string, Seal][] {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? (json as [string, Seal][]) : [];
  } catch {
    return [];
  }
}
