import { setImmediate as nextTurn } from 'node:timers/promises';
import { timeframeMs, type BarInput, type EngineConfig, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { LiveEpochEntity } from '../database/entities/live-epoch.entity.ts';
import type { LiveSliceEntity } from '../database/entities/live-slice.entity.ts';
import type { BarStore, StoredBar } from '../ingestion/bar-store.ts';
import { LiveMarket, type PushedSlice, type SliceSeal } from '../live/live-market.ts';

/** A slice that was decided live beside the same slice computed again. */
export interface ReplayedSlice {
  stored: LiveSliceEntity;
  replayed: PushedSlice & SliceSeal;
  market: LiveMarket;
}

/** Slices that are read from the table at once. */
const SLICES_AT_ONCE = 256;

/**
 * Computes an epoch again from what is stored: the same market, warmed by the bars that were known then, and for every slice
 * the bars that were seen when it was decided. Yields slice after slice.
 */
export async function* replayEpoch(
  bars: BarStore,
  epoch: LiveEpochEntity,
  slices: AsyncIterable<LiveSliceEntity> | Iterable<LiveSliceEntity>,
): AsyncGenerator<ReplayedSlice> {
  const market = await warm(bars, epoch);
  const place = new Map(epoch.lanes.map(({ venue, symbol }, k) => [`${venue} ${symbol}`, k]));
  for await (const block of inBlocks(slices)) {
    const decided = await decidedBars(bars, epoch, block);
    for (const stored of block) {
      const row = new Array<BarInput | undefined>(epoch.lanes.length).fill(undefined);
      for (const { venue, symbol, bar } of decided.get(Number(stored.openTime)) ?? []) {
        const k = place.get(`${venue} ${symbol}`);
        if (k !== undefined) row[k] = bar;
      }
      const pushed = market.push(Number(stored.openTime), row);
      yield { stored, replayed: { ...pushed, ...market.seal() }, market };
    }
    await nextTurn();
  }
}

function warm(bars: BarStore, epoch: LiveEpochEntity): Promise<LiveMarket> {
  const timeframe = epoch.timeframes[0] as Timeframe;
  const { market, lanes, firstOpen, firstLive, warmedAt } = epoch;
  const rows = (firstLive - firstOpen) / timeframeMs(timeframe);
  const plan = {
    ...{ lanes, firstOpen, firstLive, config: epoch.config as EngineConfig },
    timeframes: epoch.timeframes as Timeframe[],
    capacity: rows + SLICES_AT_ONCE,
  };
  const range = { market, timeframe, from: firstOpen, to: firstLive - 1 };
  return LiveMarket.warm(plan, bars.blocks(range, lanes.length, warmedAt));
}

/** The bars that were seen when each slice was decided: those that were known at that very moment. */
async function decidedBars(
  bars: BarStore,
  epoch: LiveEpochEntity,
  slices: readonly LiveSliceEntity[],
): Promise<Map<UtcMs, StoredBar[]>> {
  const at = new Map(slices.map(({ openTime, decidedAt }) => [Number(openTime), Number(decidedAt)]));
  const range = {
    market: epoch.market,
    timeframe: epoch.timeframes[0] as Timeframe,
    from: Number(slices[0].openTime),
    to: Number(slices.at(-1)!.openTime),
  };
  const decided = new Map<UtcMs, StoredBar[]>();
  for (const row of await bars.revisions(range)) {
    if (row.knownAt !== at.get(row.bar.openTime)) continue;
    const own = decided.get(row.bar.openTime);
    if (own) own.push(row);
    else decided.set(row.bar.openTime, [row]);
  }
  return decided;
}

async function* inBlocks(
  slices: AsyncIterable<LiveSliceEntity> | Iterable<LiveSliceEntity>,
): AsyncGenerator<LiveSliceEntity[]> {
  let block: LiveSliceEntity[] = [];
  for await (const slice of slices) {
    block.push(slice);
    if (block.length < SLICES_AT_ONCE) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}
