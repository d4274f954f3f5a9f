import { describe, expect, it } from '@jest/globals';
import {
  datasetDigest,
  manifestChecksum,
  parseManifest,
  PARQUET_COLUMNS,
  SCHEMA_VERSION,
  type DatasetManifest,
  type LaneManifest,
} from '../../src/datasets/manifest.ts';

const HASH = 'a'.repeat(64);
const lane: LaneManifest = {
  venue: 'binanceusdm',
  symbol: 'BTC/USDT:USDT',
  timeframe: '5m',
  file: 'lanes/btc.parquet',
  bytes: 10,
  sha256: HASH,
  rows: 3,
  range: { from: 0, to: 900_000 },
  missingBars: 0,
  gaps: [{ from: 0, to: 300_000, bars: 1 }],
  coverage: { open: 3 },
};

/** A whole manifest with the right digest and checksum, `change` taken into account: whoever forges one can compute both. */
function written(change: (manifest: DatasetManifest) => unknown = () => undefined): string {
  const manifest = {
    schemaVersion: SCHEMA_VERSION,
    name: 'n',
    title: '',
    origin: 'o',
    licence: 'l',
    simulated: true,
    createdAt: 1,
    notes: [],
    venues: ['binanceusdm'],
    symbols: ['BTC/USDT:USDT'],
    timeframes: ['5m'],
    range: { ...lane.range },
    rows: 3,
    columns: PARQUET_COLUMNS,
    lanes: [structuredClone(lane)],
    extras: [],
    sources: [{ file: 'a.csv', kind: 'csv', rows: 3, range: null }],
    digest: datasetDigest([lane]),
    checksum: '',
  } as DatasetManifest;
  change(manifest);
  manifest.digest = Array.isArray(manifest.lanes) ? datasetDigest(manifest.lanes) : HASH;
  return JSON.stringify({ ...manifest, checksum: manifestChecksum(manifest) });
}

const set = (path: string, value: unknown) => (manifest: DatasetManifest) => {
  const names = path.split('.');
  const last = names.pop()!;
  let owner = manifest as unknown as Record<string, unknown>;
  for (const name of names) owner = owner[name] as Record<string, unknown>;
  owner[last] = value;
};

describe('the shape of a manifest', () => {
  it('reads one back as it was written, without fields that it does not know', () => {
    const read = parseManifest(written(), 'm');
    expect(read.lanes).toEqual([lane]);
    expect(read.sources[0].range).toBeNull();
    expect('recording' in read).toBe(false);
    expect(Object.keys(parseManifest(JSON.stringify({ ...read, later: 1 }), 'm'))).not.toContain('later');
  });

  it.each([
    ['lanes.0.file', '../../etc/passwd'],
    ['lanes.0.file', '/etc/passwd'],
    ['lanes.0.file', 'a/../b'],
    ['lanes.0.file', 'a\\b'],
    ['lanes.0.file', ''],
    ['lanes.0.venue', ''],
    ['lanes.0.rows', 0],
    ['lanes.0.rows', 1.5],
    ['lanes.0.bytes', -1],
    ['lanes.0.timeframe', '7m'],
    ['lanes.0.sha256', 'A'.repeat(64)],
    ['lanes.0.gaps.0.bars', 0],
    ['lanes.0.coverage.open', '3'],
    ['lanes', []],
    ['range.from', null],
    ['simulated', 1],
    ['notes', 'none'],
    ['extras', [{ file: '..', bytes: 1, sha256: HASH }]],
    ['recording', { market: 'm', as: 'guessed', grace: 0, late: 0, revised: 0, arrivals: [] }],
    ['recording', null],
  ])('says that %s cannot be %j', (path, value) => {
    const text = written(set(path, value));
    expect(() => parseManifest(text, 'm')).toThrow(new RegExp(`^m has no valid "${path}`));
  });

  it.each(['null', '[]', '1', '"text"', '{}'])('says that %s is no manifest', (text) => {
    expect(() => parseManifest(text, 'm')).toThrow(/^m has no valid/);
  });
});
