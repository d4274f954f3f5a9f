import { isNativeError } from 'node:util/types';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import { bomb, guardInflation, tooLarge } from './inflate-guard.ts';
import type { Reading } from './source-file.ts';

const ENCRYPTED = 0x1;

/** The files of a zip archive, after its directory has been checked. Nothing is ever unpacked to disk. */
export async function zipEntries(path: string, label: string, limits: ImportLimits): Promise<Entry[]> {
  const zip = await openZip(path, label);
  try {
    const entries: Entry[] = [];
    for (;;) {
      const entry = await nextEntry(zip, label);
      if (!entry) return entries;
      if (entry.fileName.endsWith('/')) continue;
      checkEntry(entry, label, limits);
      entries.push(entry);
      if (entries.length > limits.entries) {
        throw inputError(
          'IMPORT_TOO_MANY_FILES',
          { file: label },
          `it holds more than ${limits.entries} files.`,
          'Unpack it yourself and import the folder.',
        );
      }
    }
  } finally {
    zip.close();
  }
}

/** One entry's content, checked against the size and the CRC-32 that the archive states. */
export async function* readZipEntry(
  path: string,
  label: string,
  entry: Entry,
  limits: ImportLimits,
  reading: Reading = {},
): AsyncGenerator<Buffer> {
  const zip = await openZip(path, label);
  try {
    const stream = await openEntry(zip, entry, label);
    let crc = 0;
    try {
      for await (const chunk of guardInflation(stream, label, entry.compressedSize, limits)) {
        reading.signal?.throwIfAborted();
        reading.onRead?.((chunk.length * entry.compressedSize) / Math.max(entry.uncompressedSize, 1));
        crc = crc32(chunk, crc);
        yield chunk;
      }
    } finally {
      stream.destroy();
    }
    if (crc >>> 0 !== entry.crc32) throw damaged(label, 'its checksum does not match');
  } catch (error) {
    throw translated(error, label);
  } finally {
    zip.close();
  }
}

function checkEntry(entry: Entry, label: string, limits: ImportLimits): void {
  const file = `${label} › ${entry.fileName}`;
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) {
    throw inputError('IMPORT_ENCRYPTED', { file }, 'it is encrypted.', 'Unpack it yourself first.');
  }
  if (entry.uncompressedSize > limits.entryBytes) throw tooLarge(file, limits);
  const most = Math.max(limits.ratioFrom, entry.compressedSize * limits.ratio);
  if (entry.uncompressedSize > most) throw bomb(file, entry.compressedSize, limits);
}

function openZip(path: string, label: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) => {
      if (error) reject(translated(error, label));
      else resolve(zip);
    });
  });
}

function nextEntry(zip: ZipFile, label: string): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
      done();
    };
    zip.once('entry', (entry: Entry) => settle(() => resolve(entry)));
    zip.once('end', () => settle(() => resolve(undefined)));
    zip.once('error', (error: Error) => settle(() => reject(translated(error, label))));
    zip.readEntry();
  });
}

function openEntry(
  zip: ZipFile,
  entry: Entry,
  label: string,
): Promise<NodeJS.ReadableStream & AsyncIterable<Buffer> & { destroy(): void }> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(translated(error, label));
      else resolve(stream);
    });
  });
}

/** yauzl says what is wrong in English sentences; which of them is which is told by its words. */
function translated(error: unknown, label: string): unknown {
  // Those of zlib are of another realm where tests run: no `instanceof`.
  if (!isNativeError(error) || 'action' in error) return error;
  const text = error.message;
  if (/relative path|absolute path|invalid characters in fileName/i.test(text)) {
    return inputError(
      'IMPORT_UNSAFE_PATH',
      { file: label },
      `it holds a file whose path leads out of the archive (${text}).`,
      'Do not unpack it; get the archive from a source that you trust.',
    );
  }
  if (/end of central directory|unexpected EOF|end of file|too short/i.test(text)) {
    return inputError(
      'IMPORT_TRUNCATED',
      { file: label },
      'the zip file ends too early.',
      'Download it again.',
    );
  }
  const isIo = (error as NodeJS.ErrnoException).syscall !== undefined;
  return isIo || error.name === 'AbortError' ? error : damaged(label, text);
}

function damaged(label: string, what: string): Error {
  return inputError(
    'IMPORT_DAMAGED',
    { file: label },
    `the zip file is damaged: ${what}.`,
    'Download it again.',
  );
}
