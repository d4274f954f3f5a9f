import { createWriteStream } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BAR_FIELDS, HindcastError } from '@hindcast/engine';
import type { Dataset } from './dataset-store.ts';
import type { LaneManifest } from './manifest.ts';
import { readParquet } from './parquet/parquet-reader.ts';
import { makeScratch } from './scratch.ts';

export const EXPORT_FORMATS = ['parquet', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportHooks {
  signal?: AbortSignal;
  /** Told after every piece, in bars. */
  onProgress?: (done: number, total: number, file: string) => void;
}

/**
 * Copies a dataset out of the store into a new folder: `parquet` as it is, manifest and all; `csv` with one
 * file per lane, every number written so that it reads back as the same bits. Returns the files written.
 */
export async function exportDataset(
  dataset: Dataset,
  target: string,
  format: ExportFormat,
  hooks: ExportHooks = {},
): Promise<string[]> {
  await refuseOccupied(target);
  const scratch = await makeScratch(dirname(target));
  try {
    const files =
      format === 'parquet' ? await copyFolder(dataset, scratch) : await writeCsvs(dataset, scratch, hooks);
    hooks.signal?.throwIfAborted();
    await rm(target, { recursive: true, force: true });
    await rename(scratch, target);
    return files;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function refuseOccupied(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new HindcastError('EXPORT_TARGET', `"${target}" is not a folder.`, 'Choose another one.', {
      file: target,
    });
  });
  if (entries.length === 0) return;
  throw new HindcastError('EXPORT_TARGET', `"${target}" is not empty.`, 'Choose a new or an empty folder.', {
    file: target,
  });
}

async function copyFolder(dataset: Dataset, target: string): Promise<string[]> {
  await cp(dataset.folder, target, { recursive: true });
  const { lanes, extras } = dataset.manifest;
  return ['manifest.json', ...lanes.map(({ file }) => file), ...extras.map(({ file }) => file)];
}

async function writeCsvs(dataset: Dataset, target: string, hooks: ExportHooks): Promise<string[]> {
  const files: string[] = [];
  let done = 0;
  for (const lane of dataset.manifest.lanes) {
    const file = csvFileOf(lane);
    const path = join(target, file);
    await mkdir(dirname(path), { recursive: true });
    const text = csvOf(dataset, lane, (rows) => {
      hooks.signal?.throwIfAborted();
      done += rows;
      hooks.onProgress?.(done, dataset.manifest.rows, file);
    });
    await pipeline(text, createWriteStream(path, { highWaterMark: 1 << 20 }));
    files.push(file);
  }
  return files;
}

/** Where a lane's CSV file lies below the folder of an export. */
export function csvFileOf({ file }: LaneManifest): string {
  return file.replace(/^bars\//, '').replace(/\.parquet$/, '.csv');
}

/** A lane as CSV, piece by piece. Which lane it is stands in every row, so that a file can be read without its name. */
export async function* csvOf(
  dataset: Dataset,
  lane: LaneManifest,
  onRows: (rows: number) => void = () => undefined,
): AsyncGenerator<string> {
  const fields = BAR_FIELDS.filter((field) => (lane.coverage[field] ?? 0) > 0);
  const indexes = fields.map((field) => BAR_FIELDS.indexOf(field) + 1);
  const prefix = [lane.venue, lane.symbol, lane.timeframe].map(csvCell).join(',');
  yield `venue,symbol,timeframe,openTime,${fields.join(',')}\n`;
  for await (const { rows, columns } of readParquet(join(dataset.folder, lane.file))) {
    let text = '';
    for (let i = 0; i < rows; i++) {
      text += `${prefix},${columns[0][i]}`;
      for (const index of indexes) text += `,${number(columns[index][i])}`;
      text += '\n';
    }
    yield text;
    onRows(rows);
  }
}

/** The shortest text that reads back as the same double; nothing for a missing value. */
function number(value: number): string {
  return value === value ? String(value) : '';
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
