import { join } from 'node:path';
import { BAR_FIELDS, timeframeMs, type BarField, type LaneKey } from '@hindcast/engine';
import type { Dataset } from '../dataset-store.ts';
import { findLane, type LaneManifest } from '../manifest.ts';
import { readParquet, type ParquetChunk } from '../parquet/parquet-reader.ts';
import { bucketFor, DoubtMapper, type DoubtMap } from './doubt-map.ts';
import { Findings, type Check, type Finding, type FindingsOptions, type Rows } from './findings.ts';
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
  /** The same over time: what a heat map shows. */
  map: DoubtMap;
}

/** A map has no more buckets: as many as a wide screen can tell apart. */
const MOST_BUCKETS = 400;
const MOST_STRETCH_PLACES = 200;

export interface AssessHooks {
  signal?: AbortSignal;
  /** In bars. */
  onProgress?: (done: number, total: number, lane: string) => void;
}

/** Looks through every bar of a dataset, lane after lane, in bounded memory. */
export async function assessDataset(dataset: Dataset, hooks: AssessHooks = {}): Promise<QualityReport> {
  const { name, digest, lanes: all, rows: total } = dataset.manifest;
  const lanes: LaneQuality[] = [];
  const mapper = new DoubtMapper(dataset.manifest, bucketFor(dataset.manifest, MOST_BUCKETS));
  let done = 0;
  for (const [i, lane] of all.entries()) {
    const onRows = (rows: number): void => {
      hooks.signal?.throwIfAborted();
      done += rows;
      hooks.onProgress?.(done, total, `${lane.venue} ${lane.symbol} ${lane.timeframe}`);
    };
    lanes.push(await assessLane(dataset.folder, lane, onRows, { onFind: mapper.listener(lane, i) }));
  }
  const ok = !lanes.some(({ findings }) => findings.some(({ severity }) => severity === 'bad'));
  return { name, digest, ok, lanes, map: mapper.map() };
}

/** What is doubtful in one stretch of a lane, every place of it. The whole lane is read: what is usual depends on it. */
export async function assessStretch(
  dataset: Dataset,
  key: LaneKey,
  within: { from: number; to: number },
  signal?: AbortSignal,
): Promise<Finding[]> {
  const lane = findLane(dataset.manifest, key);
  const check = (): void => signal?.throwIfAborted();
  return (await assessLane(dataset.folder, lane, check, { within, places: MOST_STRETCH_PLACES })).findings;
}

async function assessLane(
  folder: string,
  lane: LaneManifest,
  onRows: (rows: number) => void,
  options: FindingsOptions,
): Promise<LaneQuality> {
  const { venue, symbol, timeframe, rows, missingBars } = lane;
  const step = timeframeMs(timeframe);
  const found = new Findings(options);
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
