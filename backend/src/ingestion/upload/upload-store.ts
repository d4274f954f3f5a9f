import { createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HindcastError } from '@hindcast/engine';
import { makeScratch, sweepScratch } from '../../datasets/index.ts';
import { safePath } from './safe-path.ts';

/** Files that somebody has sent, waiting to be imported. */
export interface Upload {
  readonly id: string;
  readonly files: { name: string; bytes: number }[];
  /** Of all files. */
  bytes: number;
}

export interface UploadLimits {
  /** Bytes of all files of one upload. */
  bytes: number;
  files: number;
  /** Uploads at once. */
  uploads: number;
  /** An upload that nobody has touched for so long is thrown away, ms. */
  keep: number;
  /** So much of the disk stays free, bytes. */
  spare: number;
}

export const UPLOAD_LIMITS: UploadLimits = {
  bytes: 64 * 1024 ** 3,
  files: 20_000,
  uploads: 20,
  keep: 2 * 3_600_000,
  spare: 1024 ** 3,
};

interface Entry {
  upload: Upload;
  folder: string;
  touched: number;
  /** Imports that read from it, and files that are being written to it. */
  holders: number;
}

/**
 * Keeps what was sent until it is imported: each upload in a folder of its own below `root`, file after file straight to
 * the disk. A folder whose server has died is swept by the next one.
 */
export class UploadStore {
  readonly #root: string;
  readonly #limits: UploadLimits;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(root: string, limits: Partial<UploadLimits> = {}, now: () => number = Date.now) {
    this.#root = root;
    this.#limits = { ...UPLOAD_LIMITS, ...limits };
    this.#now = now;
  }

  /** Removes what servers that died have left. */
  async sweep(): Promise<void> {
    await sweepScratch(this.#root, this.#now());
  }

  /** Begins an upload. Throws UPLOADS_BUSY when there are too many. */
  async create(): Promise<Upload> {
    await this.expire();
    await this.sweep();
    if (this.#entries.size >= this.#limits.uploads) {
      throw new HindcastError(
        'UPLOADS_BUSY',
        `${this.#entries.size} uploads are waiting to be imported.`,
        'Import or delete one of them first.',
      );
    }
    const upload: Upload = { id: randomUUID(), files: [], bytes: 0 };
    const folder = await makeScratch(this.#root);
    this.#entries.set(upload.id, { upload, folder, touched: this.#now(), holders: 0 });
    return upload;
  }

  /** Throws away what nobody has touched for too long. */
  async expire(): Promise<void> {
    const limit = this.#now() - this.#limits.keep;
    for (const [id, { touched, holders }] of this.#entries) {
      if (holders === 0 && touched < limit) await this.delete(id);
    }
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  get(id: string): Upload {
    return this.#find(id).upload;
  }

  /**
   * Writes one file of an upload to the disk as it comes in. Whatever ends it early, the file is gone again.
   *
   * @throws HindcastError UPLOAD_TOO_LARGE, UPLOAD_TOO_MANY_FILES, UPLOAD_DISK_FULL, UPLOAD_NAME.
   */
  async add(
    id: string,
    name: string,
    content: Readable,
  ): Promise<{ name: string; bytes: number; path: string }> {
    const entry = this.#find(id);
    const { upload } = entry;
    if (upload.files.length >= this.#limits.files) throw tooManyFiles(this.#limits.files);
    const file = { name: freeName(safePath(name), upload), bytes: 0 };
    upload.files.push(file);
    const path = join(entry.folder, file.name);
    entry.holders++;
    try {
      await this.#requireSpace();
      await mkdir(dirname(path), { recursive: true });
      await pipeline(content, this.#counting(upload, file), createWriteStream(path, { flags: 'wx' }));
      entry.touched = this.#now();
      return { ...file, path };
    } catch (error) {
      await this.#drop(entry, file);
      throw translated(error, file.name);
    } finally {
      entry.holders--;
    }
  }

  /** Takes a file out again. */
  async remove(id: string, name: string): Promise<void> {
    const entry = this.#entries.get(id);
    const file = entry?.upload.files.find((one) => one.name === name);
    if (entry && file) await this.#drop(entry, file);
  }

  /**
   * What an import of the upload reads: its one file, the one folder that was dropped, or all there is. While it is held
   * the upload is not thrown away; `release` lets go. `label` is what a dataset made of it can be called after.
   */
  hold(id: string): { path: string; label: string; release: () => void } {
    const entry = this.#find(id);
    const { files } = entry.upload;
    if (files.length === 0) {
      throw new HindcastError('UPLOAD_EMPTY', 'The upload holds no file.', 'Send files first.', {
        field: 'upload',
      });
    }
    entry.holders++;
    entry.touched = this.#now();
    const roots = new Set(files.map(({ name }) => name.split('/')[0]));
    let held = true;
    return {
      path: roots.size === 1 ? join(entry.folder, [...roots][0]) : entry.folder,
      label: [...roots][0] + (roots.size > 1 ? ` and ${roots.size - 1} more` : ''),
      release: () => {
        if (held) entry.holders--;
        held = false;
        entry.touched = this.#now();
      },
    };
  }

  /** Throws an upload away. */
  async delete(id: string): Promise<void> {
    const { folder } = this.#find(id);
    this.#entries.delete(id);
    await rm(folder, { recursive: true, force: true });
  }

  /** Throws everything away, as when the server stops. */
  async close(): Promise<void> {
    for (const id of [...this.#entries.keys()]) await this.delete(id);
  }

  #find(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry) return entry;
    throw new HindcastError(
      'UPLOAD_UNKNOWN',
      `There is no upload "${id.slice(0, 40)}".`,
      'It may have been thrown away: send the files again.',
      { field: 'upload' },
    );
  }

  /** Counts what passes, and ends it where it is too much. */
  #counting(upload: Upload, file: { bytes: number }): Transform {
    const { bytes: most } = this.#limits;
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        file.bytes += chunk.length;
        upload.bytes += chunk.length;
        done(upload.bytes > most ? tooLarge(most) : null, chunk);
      },
    });
  }

  async #drop(entry: Entry, file: { name: string; bytes: number }): Promise<void> {
    const { upload, folder } = entry;
    const at = upload.files.indexOf(file);
    if (at < 0) return;
    upload.files.splice(at, 1);
    upload.bytes -= file.bytes;
    await rm(join(folder, file.name), { force: true });
  }

  async #requireSpace(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#root);
    if (bavail * bsize < this.#limits.spare) throw diskFull();
  }
}

/** Two files of one name are both kept. */
function freeName(name: string, { files }: Upload): string {
  const taken = new Set(files.map((file) => file.name.toLowerCase()));
  const dot = /(\.[^./]+){1,2}$/.exec(name)?.index ?? name.length;
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name.slice(0, dot)} (${n})${name.slice(dot)}`;
  return free;
}

function tooLarge(most: number): HindcastError {
  return new HindcastError(
    'UPLOAD_TOO_LARGE',
    `The files are larger than ${Math.round(most / 1024 ** 3)} GiB together.`,
    'Send less at once, or import the folder on the server: hindcast import <folder>. UPLOAD_MAX_GB sets the limit.',
    { field: 'files' },
  );
}

function tooManyFiles(most: number): HindcastError {
  return new HindcastError(
    'UPLOAD_TOO_MANY_FILES',
    `There are more than ${most} files.`,
    'Send a zip of them, or import the folder on the server: hindcast import <folder>.',
    { field: 'files' },
  );
}

function translated(error: unknown, name: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return diskFull();
  if (!['ENOTDIR', 'EEXIST', 'EISDIR', 'ENAMETOOLONG'].includes(code)) return error;
  const what = `"${name}" cannot be kept beside the other files: a file and a folder share a name, or it is too long.`;
  return new HindcastError('UPLOAD_NAME', what, 'Rename it.', { field: 'files', file: name });
}

function diskFull(): HindcastError {
  return new HindcastError(
    'UPLOAD_DISK_FULL',
    "The server's disk is full.",
    'Delete datasets that are not needed, or move DATA_DIR to a larger disk.',
  );
}
