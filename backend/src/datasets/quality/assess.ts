import { join } from 'node:path';
import { BAR_FIELDS, timeframeMs, type BarField, type LaneKey } from '@hindcast/engine';
import type { Dataset } from '../dataset-store.ts';
import type { LaneManifest } from '../manifest.ts';
import { readParquet, type ParquetChunk } from '../parquet/parquet-reader.ts';
import { Findings, type Check, type Finding, type Rows } from './findings.ts';
import { PriceChecks } from './price-checks.ts';
import { FieldCoverage, GuardChecks, StuckSeries } from './series-checks.ts';

export interface FieldQuality {
  field: BarField;
  /** Bars that have a value. */
  rows: number;
  /** Of all bars of the lane. */
  share: number;
  /** Open of the first bar that has a value, close of the last; null when none has. */
  first: number | null;
  last: number | null;
}

export interface LaneQuality extends LaneKey {
  rows: number;
  missingBars: number;
  findings: Finding[];
  fields: FieldQuality[];
}

/** What is doubtful in a dataset. Nothing of it is changed: the bars stay as they were recorded. */
export interface QualityReport {
  name: string;
  digest: string;
  /** Whether nothing was found that is bad. */
  ok: boolean;
  lanes: LaneQuality[];
}

export interface AssessHooks {
  signal?: AbortSignal;
  /** In bars. */
  onProgress?: (done: number, total: number, lane: string) => void;
}

/** Looks through every bar of a dataset, lane after lane, in bounded memory. */
export async function assessDataset(dataset: Dataset, hooks: AssessHooks = {}): Promise<QualityReport> {
  const { name, digest, lanes: all, rows: total } = dataset.manifest;
  const lanes: LaneQuality[] = [];
  let done = 0;
  for (const lane of all) {
    lanes.push(
      await assessLane(dataset.folder, lane, (rows) => {
        hooks.signal?.throwIfAborted();
        done += rows;
        hooks.onProgress?.(done, total, `${lane.venue} ${lane.symbol} ${lane.timeframe}`);
      }),
    );
  }
  const ok = !lanes.some(({ findings }) => findings.some(({ severity }) => severity === 'bad'));
  return { name, digest, ok, lanes };
}

async function assessLane(
  folder: string,
  lane: LaneManifest,
  onRows: (rows: number) => void,
): Promise<LaneQuality> {
  const { venue, symbol, timeframe, rows, missingBars } = lane;
  const step = timeframeMs(timeframe);
  const found = new Findings();
  for (const { from, to, bars } of lane.gaps) found.add('gap', from, to, `${bars} bars`);
  const coverage = new FieldCoverage(found, step);
  const checks: Check[] = [
    new PriceChecks(found, step),
    new StuckSeries(found, step),
    new GuardChecks(found, step),
    coverage,
  ];
  for await (const chunk of readParquet(join(folder, lane.file))) {
    const view = rowsOf(chunk);
    for (const check of checks) check.take(view);
    onRows(chunk.rows);
  }
  return {
    venue,
    symbol,
    timeframe,
    rows,
    missingBars,
    findings: found.list(),
    fields: coverage.fields(rows),
  };
}

const INDEX = new Map(BAR_FIELDS.map((field, i) => [field, i + 1]));

function rowsOf({ rows, columns }: ParquetChunk): Rows {
  return { rows, openTime: columns[0], field: (name) => columns[INDEX.get(name) ?? 0] };
}
