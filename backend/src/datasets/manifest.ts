import { createHash } from 'node:crypto';
import {
  BAR_FIELD_DOCS,
  BAR_FIELDS,
  HindcastError,
  TIMEFRAMES,
  type BarField,
  type LaneKey,
} from '@hindcast/engine';
import {
  atLeast,
  flag,
  list,
  matching,
  Misshapen,
  number,
  object,
  oneOf,
  optional,
  orNull,
  record,
  text,
  whole,
  type Shaped,
} from './shape.ts';

/** Version of the folder layout and of the Parquet columns. A reader refuses what it does not know. */
export const SCHEMA_VERSION = 1;
export const MANIFEST_FILE = 'manifest.json';

const sha256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal');
/** A path inside the dataset's folder: never absolute, never upwards. */
const innerPath = matching(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\\0]+$/, 'a path inside the dataset');
const named = matching(/[^]/, 'a name');
const count = whole(0);
const range = object({ from: number, to: number });

const gapShape = object({ from: number, to: number, bars: whole(1) });

const laneShape = object({
  venue: named,
  symbol: named,
  timeframe: oneOf(TIMEFRAMES),
  file: innerPath,
  bytes: count,
  sha256,
  rows: whole(1),
  range,
  missingBars: count,
  gaps: list(gapShape),
  coverage: record(count),
});

const extraShape = object({ file: innerPath, bytes: count, sha256 });

const sourceShape = object({ file: text, kind: text, rows: count, range: orNull(range) });

const recordingShape = object({
  market: text,
  as: oneOf(['known', 'final']),
  grace: atLeast(0),
  late: count,
  revised: count,
  arrivals: list(innerPath),
});

const manifestShape = object({
  schemaVersion: oneOf([SCHEMA_VERSION]),
  name: text,
  title: text,
  origin: text,
  licence: text,
  simulated: flag,
  createdAt: number,
  notes: list(text),
  venues: list(text),
  symbols: list(text),
  timeframes: list(oneOf(TIMEFRAMES)),
  range,
  rows: whole(1),
  columns: list(object({ name: text, type: text, unit: text, meaning: text })),
  lanes: list(laneShape, 1),
  extras: list(extraShape),
  sources: list(sourceShape),
  recording: optional(recordingShape),
  digest: sha256,
  checksum: sha256,
});

/** A run of missing bars: from the open of the first missing one to the open of the next that exists. */
export type Gap = Shaped<typeof gapShape>;
export type LaneManifest = Shaped<typeof laneShape>;
export type ExtraFile = Shaped<typeof extraShape>;
/** What a lane was imported from: provenance, not needed to read it. */
export type SourceManifest = Shaped<typeof sourceShape>;
/**
 * How a dataset was recorded live: from which market; whether its bars are what was `known` when they were decided or
 * the `final` ones; how long after its close a bar was waited for where nothing says when it was decided (`grace`, ms);
 * how many bars came late or were corrected; and the files with every revision and its time of arrival.
 */
export type RecordingManifest = Shaped<typeof recordingShape>;
/**
 * `manifest.json` of a recorded dataset. Times are UTC ms; `range.from` is the open of the first bar,
 * `range.to` the close of the last. `coverage` counts the rows of a lane that have a value in each field.
 * `digest` names the data (the files and their schema), `checksum` protects this document itself.
 */
export type DatasetManifest = Shaped<typeof manifestShape>;

/** The Parquet columns, in order. Part of what the digest is taken over. */
export const PARQUET_COLUMNS: DatasetManifest['columns'] = [
  { name: 'openTime', type: 'INT64', unit: 'UTC ms', meaning: 'open of the bar' },
  ...BAR_FIELDS.map((name: BarField) => ({ name, type: 'DOUBLE', ...BAR_FIELD_DOCS[name] })),
];

/** JSON with sorted keys and no spaces: the same document always gives the same bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The dataset's digest: SHA-256 over the schema and every lane's key, rows and file hash, sorted by lane.
 * Name, origin and notes are not part of it: the same data under another name is the same data.
 */
export function datasetDigest(lanes: readonly LaneManifest[]): string {
  const files = lanes
    .map(({ venue, symbol, timeframe, rows, sha256: hash }) => ({
      venue,
      symbol,
      timeframe,
      rows,
      sha256: hash,
    }))
    .sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  const columns = PARQUET_COLUMNS.map(({ name, type }) => ({ name, type }));
  return sha256Of(canonicalJson({ schemaVersion: SCHEMA_VERSION, columns, files }));
}

/** SHA-256 over the whole manifest but its `checksum`. */
export function manifestChecksum(
  manifest: Omit<DatasetManifest, 'checksum'> & { checksum?: string },
): string {
  return sha256Of(canonicalJson({ ...manifest, checksum: undefined }));
}

/** Parses and checks `manifest.json`: its shape, its version, its checksum and its digest. */
export function parseManifest(document: string, file: string): DatasetManifest {
  let json: unknown;
  try {
    json = JSON.parse(document);
  } catch {
    throw broken(file, 'is not JSON');
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version !== SCHEMA_VERSION) throw otherVersion(file, version);
  const manifest = shaped(json, file);
  if (manifestChecksum(manifest) !== manifest.checksum || datasetDigest(manifest.lanes) !== manifest.digest) {
    throw broken(file, 'was changed after it was written: its checksum does not match');
  }
  return manifest;
}

function shaped(json: unknown, file: string): DatasetManifest {
  try {
    return manifestShape(json, '');
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error;
    throw broken(file, `has no valid "${error.path}" (expected ${error.expected})`);
  }
}

export function findLane(manifest: DatasetManifest, key: LaneKey): LaneManifest {
  const lane = manifest.lanes.find(
    (l) => l.venue === key.venue && l.symbol === key.symbol && l.timeframe === key.timeframe,
  );
  if (lane) return lane;
  const known = manifest.lanes.map((l) => `${l.venue} ${l.symbol} ${l.timeframe}`).join(', ');
  throw new HindcastError(
    'LANE_UNKNOWN',
    `Dataset "${manifest.name}" has no ${key.venue} ${key.symbol} ${key.timeframe}.`,
    `It has: ${known}.`,
  );
}

function broken(file: string, what: string): HindcastError {
  return new HindcastError(
    'DATASET_MANIFEST_BROKEN',
    `${file} ${what}.`,
    'Delete the dataset and import it again, or restore the folder from a copy.',
    { file },
  );
}

function otherVersion(file: string, version: number): HindcastError {
  return new HindcastError(
    'DATASET_SCHEMA_VERSION',
    `${file} has schema version ${version}; this Hindcast reads version ${SCHEMA_VERSION}.`,
    version > SCHEMA_VERSION ? 'Update Hindcast.' : 'Import the original files again.',
    { file },
  );
}
