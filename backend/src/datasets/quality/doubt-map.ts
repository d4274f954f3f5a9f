import { timeframeMs } from '@hindcast/engine';
import type { DatasetManifest, LaneManifest } from '../manifest.ts';
import { coverageMap, type CoverageMap, type CoverageRow } from './coverage-map.ts';
import { FINDING_KINDS, type FindingKind } from './findings.ts';

/** How much of each bucket is doubtful: shares of its bars, 0 to 1. */
export interface DoubtRow extends CoverageRow {
  suspect: number[];
  bad: number[];
}

/** Lanes × time: what is missing, what is doubtful, what is wrong. */
export interface DoubtMap extends Omit<CoverageMap, 'lanes'> {
  lanes: DoubtRow[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths that people think in. */
const BUCKETS = [
  ...[1, 5, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 4, 8, 12].map((n) => n * HOUR),
  ...[1, 2, 3, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];

/** The shortest of the usual lengths in which a dataset has no more than `most` buckets. */
export function bucketFor({ range, timeframes }: DatasetManifest, most: number): number {
  const shortest = Math.min(...timeframes.map(timeframeMs));
  const span = range.to - range.from;
  const fits = (length: number): boolean => length >= shortest && span / length <= most - 1;
  return BUCKETS.find(fits) ?? Math.ceil(span / (most - 1) / DAY) * DAY;
}

/** Counts, while lanes are looked through, the doubtful bars of each bucket. */
export class DoubtMapper {
  readonly #map: DoubtMap;

  constructor(manifest: DatasetManifest, bucket: number) {
    const coverage = coverageMap(manifest, bucket);
    const none = (row: CoverageRow): number[] => row.share.map(() => 0);
    this.#map = {
      ...coverage,
      lanes: coverage.lanes.map((row) => ({ ...row, suspect: none(row), bad: none(row) })),
    };
  }

  /** Takes findings of a lane; `index` is its place in the manifest. Bars that are missing are not doubtful as well. */
  listener(lane: LaneManifest, index: number): (kind: FindingKind, from: number, to: number) => void {
    const { from: start, bucket } = this.#map;
    const row = this.#map.lanes[index];
    const step = timeframeMs(lane.timeframe);
    return (kind, from, to) => {
      const { severity } = FINDING_KINDS[kind];
      if (severity === 'info' || kind === 'gap') return;
      const counts = row[severity];
      const end = Math.max(to, from + 1);
      for (let i = Math.max(0, Math.floor((from - start) / bucket)); i < counts.length; i++) {
        const opens = start + i * bucket;
        if (opens >= end) return;
        counts[i] += Math.max(step, Math.min(end, opens + bucket) - Math.max(from, opens));
      }
    };
  }

  /** The finished map: lengths of time as shares of the bucket. */
  map(): DoubtMap {
    const { bucket } = this.#map;
    const share = (ms: number): number => Math.min(1, Math.round((ms / bucket) * 1e4) / 1e4);
    for (const row of this.#map.lanes) {
      row.suspect = row.suspect.map(share);
      row.bad = row.bad.map(share);
    }
    return this.#map;
  }
}
