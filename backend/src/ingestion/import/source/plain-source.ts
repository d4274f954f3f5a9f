import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import { guardInflation } from './inflate-guard.ts';
import type { Reading } from './source-file.ts';

const READ_BYTES = 1 << 18;

/** A file's bytes. */
export async function* readPlain(path: string, reading: Reading = {}): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES, signal: reading.signal })) {
    reading.onRead?.((chunk as Buffer).length);
    yield chunk as Buffer;
  }
}

/** A gzip file's content. A truncated or damaged one is refused by name. */
export async function* readGzip(
  path: string,
  label: string,
  bytes: number,
  limits: ImportLimits,
  reading: Reading = {},
): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: READ_BYTES, signal: reading.signal });
  const gunzip = createGunzip({ chunkSize: READ_BYTES });
  // The error arrives at the reader of `gunzip`; the callback only keeps it from being unhandled.
  pipeline(file, gunzip, () => undefined);
  let told = 0;
  try {
    for await (const chunk of guardInflation(gunzip, label, bytes, limits)) {
      reading.onRead?.(file.bytesRead - told);
      told = file.bytesRead;
      yield chunk;
    }
  } catch (error) {
    throw gzipError(error, label);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function gzipError(error: unknown, label: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!code.startsWith('Z_')) return error;
  const truncated = code === 'Z_BUF_ERROR';
  return inputError(
    truncated ? 'IMPORT_TRUNCATED' : 'IMPORT_DAMAGED',
    { file: label },
    truncated ? 'the gzip file ends too early.' : 'the gzip file is damaged.',
    'Download it again.',
  );
}
