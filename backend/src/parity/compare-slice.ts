import { laneId, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { LiveSliceEntity } from '../database/entities/live-slice.entity.ts';
import type { LiveMarket, SliceSeal } from '../live/live-market.ts';
import { checkedColumns, decodeChecks, type SliceChecks } from '../live/slice-digest.ts';

/** The first thing that is not the same live and in the replay. */
export interface Divergence {
  kind: 'input' | 'metric' | 'signal' | 'alert';
  /** Open of the base bar of the slice, UTC ms, and which bar of the epoch it is. */
  time: UtcMs;
  bar: number;
  timeframe: string;
  /** Null where it cannot be told. */
  lane: string | null;
  /** Column, or what the signal or alert is. */
  name: string;
  /** What the replay says; null where it says nothing. What live said is in the checksum only. */
  replayed: number | string | null;
  live: number | string | null;
  sentence: string;
}

const SIGNAL_COLUMNS = new Set(['tiers', 'tier', 'signalCount', 'tiersOfBar', 'confluence', 'bias']);

/** Where a slice differs; null when its link and checksums are those that live wrote. */
export function compareSlice(
  stored: LiveSliceEntity,
  replayed: SliceSeal,
  market: LiveMarket,
  bar: number,
): Divergence | null {
  const live = decodeChecks(stored.checks);
  for (const ours of replayed.checks) {
    const theirs = live.find(({ timeframe }) => timeframe === ours.timeframe);
    const found = theirs && firstDifference(theirs, ours, market, stored, bar);
    if (found) return found;
  }
  if (stored.digest === replayed.digest) return null;
  return {
    ...{
      kind: 'input',
      time: Number(stored.openTime),
      bar,
      timeframe: market.plan.timeframes[0],
      lane: null,
    },
    ...{ name: 'digest', replayed: replayed.digest, live: stored.digest },
    sentence: `bar ${bar}: the digests differ, and no column of this bar does: the bars before the first live one are not those that were there then.`,
  };
}

function firstDifference(
  theirs: SliceChecks,
  ours: SliceChecks,
  market: LiveMarket,
  stored: LiveSliceEntity,
  bar: number,
): Divergence | null {
  const columns = differing(theirs.columns, ours.columns);
  const lanes = differing(theirs.lanes, ours.lanes);
  if (columns.length === 0 && lanes.length === 0) return null;
  const view = market.views.get(ours.timeframe)!;
  const lane = lanes.length > 0 ? view.lanes[lanes[0]] : undefined;
  const column = checkedColumns(view.lanes[0])[columns[0] ?? 0];
  const value = lane ? valueOf(view.rows - 1, lane, column.name) : null;
  const kind = column.kind === 'input' ? 'input' : SIGNAL_COLUMNS.has(column.name) ? 'signal' : 'metric';
  const where = lane ? laneId(lane.key) : `one of the ${ours.timeframe} lanes`;
  return {
    ...{ kind, time: Number(stored.openTime), bar, timeframe: ours.timeframe as Timeframe },
    ...{ lane: lane ? laneId(lane.key) : null, name: column.name, replayed: value, live: null },
    sentence: `bar ${bar}: ${kind} ${column.name} of ${where} is not what live computed; the replay says ${value ?? 'missing'}.`,
  };
}

function valueOf(row: number, lane: Parameters<typeof checkedColumns>[0], name: string): number | null {
  const data = name === 'openTime' ? lane.tape.openTime : lane.column(name).data;
  return Number.isFinite(data[row]) ? data[row] : null;
}

function differing(a: Uint32Array, b: Uint32Array): number[] {
  const longest = Math.max(a.length, b.length);
  return Array.from({ length: longest }, (_, i) => i).filter((i) => a[i] !== b[i]);
}
