import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  BAR_FIELD_DOCS,
  BAR_FIELDS,
  HindcastError,
  TIMEFRAMES,
  type BarField,
  type LaneKey,
} from '@hindcast/engine';

/** Version of the folder layout and of the Parquet columns. A reader refuses what it does not know. */
export const SCHEMA_VERSION = 1;
export const MANIFEST_FILE = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A path inside the dataset's folder: never absolute, never upwards. */
const innerPath = z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\\0]+$/);
const range = z.object({ from: z.number(), to: z.number() });

const gapSchema = z.object({ from: z.number(), to: z.number(), bars: z.number().int().positive() });

const laneSchema = z.object({
  venue: z.string().min(1),
  symbol: z.string().min(1),
  timeframe: z.enum(TIMEFRAMES),
  file: innerPath,
  bytes: z.number().int().nonnegative(),
  sha256,
  rows: z.number().int().positive(),
  range,
  missingBars: z.number().int().nonnegative(),
  gaps: z.array(gapSchema),
  coverage: z.record(z.string(), z.number().int().nonnegative()),
});

const extraSchema = z.object({ file: innerPath, bytes: z.number().int().nonnegative(), sha256 });

const sourceSchema = z.object({
  file: z.string(),
  kind: z.string(),
  rows: z.number().int().nonnegative(),
  range: range.nullable(),
});

const recordingSchema = z.object({
  market: z.string(),
  as: z.enum(['known', 'final']),
  grace: z.number().nonnegative(),
  late: z.number().int().nonnegative(),
  revised: z.number().int().nonnegative(),
  arrivals: z.array(innerPath),
});

export const manifestSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  name: z.string(),
  title: z.string(),
  origin: z.string(),
  licence: z.string(),
  simulated: z.boolean(),
  createdAt: z.number(),
  notes: z.array(z.string()),
  venues: z.array(z.string()),
  symbols: z.array(z.string()),
  timeframes: z.array(z.enum(TIMEFRAMES)),
  range,
  rows: z.number().int().positive(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), unit: z.string(), meaning: z.string() })),
  lanes: z.array(laneSchema).min(1),
  extras: z.array(extraSchema),
  sources: z.array(sourceSchema),
  recording: recordingSchema.optional(),
  digest: sha256,
  checksum: sha256,
});

/** A run of missing bars: from the open of the first missing one to the open of the next that exists. */
export type Gap = z.infer<typeof gapSchema>;
export type LaneManifest = z.infer<typeof laneSchema>;
export type ExtraFile = z.infer<typeof extraSchema>;
/** What a lane was imported from: provenance, not needed to read it. */
export type SourceManifest = z.infer<typeof sourceSchema>;
/**
 * How a dataset was recorded live: from which market; whether its bars are what was `known` when they were decided or
 * the `final` ones; how long after its close a bar was waited for where nothing says when it was decided (`grace`, ms);
 * how many bars came late or were corrected; and the files with every revision and its time of arrival.
 */
export type RecordingManifest = z.infer<typeof recordingSchema>;
/**
 * `manifest.json` of a recorded dataset. Times are UTC ms; `range.from` is the open of the first bar,
 * `range.to` the close of the last. `coverage` counts the rows of a lane that have a value in each field.
 * `digest` names the data (the files and their schema), `checksum` protects this document itself.
 */
export type DatasetManifest = z.infer<typeof manifestSchema>;

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
export function parseManifest(text: string, file: string): DatasetManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw broken(file, 'is not JSON');
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version !== SCHEMA_VERSION) throw otherVersion(file, version);
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw broken(file, `has no valid "${issue.path.join('.')}" (${issue.message})`);
  }
  const manifest = parsed.data;
  if (manifestChecksum(manifest) !== manifest.checksum || datasetDigest(manifest.lanes) !== manifest.digest) {
    throw broken(file, 'was changed after it was written: its checksum does not match');
  }
  return manifest;
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
