import { timeframeMs, type LaneKey } from '@hindcast/engine';
import type { DatasetManifest } from '../manifest.ts';

/** How complete a lane is, bucket by bucket: the row of a heat map. */
export interface CoverageRow extends LaneKey {
  /** Share of the bars that exist, 0 to 1; null where the lane has not begun or has ended. */
  share: (number | null)[];
}

export interface CoverageMap {
  /** Beginning of the first bucket, UTC ms. */
  from: number;
  /** Length of a bucket, ms. */
  bucket: number;
  lanes: CoverageRow[];
}

/** Lanes × time, from the manifest alone: nothing is read. */
export function coverageMap(manifest: DatasetManifest, bucket: number): CoverageMap {
  const from = Math.floor(manifest.range.from / bucket) * bucket;
  const count = Math.ceil((manifest.range.to - from) / bucket);
  const lanes = manifest.lanes.map(({ venue, symbol, timeframe, range, gaps }) => {
    const step = timeframeMs(timeframe);
    const lived = new Float64Array(count);
    const missing = new Float64Array(count);
    spread(lived, range.from, range.to, from, bucket);
    for (const gap of gaps) spread(missing, gap.from, gap.to, from, bucket);
    const share = Array.from(lived, (ms, i) => (ms < Math.min(step, bucket) ? null : 1 - missing[i] / ms));
    return { venue, symbol, timeframe, share };
  });
  return { from, bucket, lanes };
}

/** Adds to each bucket the milliseconds of [start, end) that lie in it. */
function spread(into: Float64Array, start: number, end: number, from: number, bucket: number): void {
  for (let i = Math.max(0, Math.floor((start - from) / bucket)); i < into.length; i++) {
    const opens = from + i * bucket;
    if (opens >= end) return;
    into[i] += Math.min(end, opens + bucket) - Math.max(start, opens);
  }
}
