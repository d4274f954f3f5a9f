import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import yazl from 'yazl';
import type { Dataset } from './dataset-store.ts';
import { csvFileOf, csvOf, type ExportFormat } from './export.ts';
import { MANIFEST_FILE } from './manifest.ts';

/**
 * Writes a dataset as a zip while it is read: nothing is laid aside on the disk or in memory. The Parquet archive can be
 * imported again as it is and has the same digest. Ends quietly when the reader goes away.
 */
export async function zipDataset(
  dataset: Dataset,
  format: ExportFormat,
  into: NodeJS.WritableStream,
): Promise<void> {
  const zip = new yazl.ZipFile();
  const { lanes, extras, createdAt } = dataset.manifest;
  const mtime = new Date(createdAt);
  if (format === 'parquet') {
    // Parquet is compressed already.
    for (const { file } of [{ file: MANIFEST_FILE }, ...lanes, ...extras]) {
      zip.addFile(join(dataset.folder, file), file, { compress: false, mtime });
    }
  } else {
    for (const lane of lanes) {
      const open = (done: (error: unknown, stream: Readable) => void): void =>
        done(null, Readable.from(csvOf(dataset, lane)));
      zip.addReadStreamLazy(csvFileOf(lane), { mtime }, open);
    }
  }
  zip.end();
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  await Promise.race([pipeline(zip.outputStream, into), failed]).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
