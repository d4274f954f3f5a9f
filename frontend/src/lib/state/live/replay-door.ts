import type { LaneRef, LiveState } from '@hindcast/engine/wire';
import type { DatasetSummary } from '$lib/api/paths.ts';
import { datasets } from '$lib/state/datasets.svelte.ts';
import { Recorder } from '$lib/state/datasets/recorder.svelte.ts';
import { ALL_TIERS, DEFAULT_VIEW, DIGEST_DIGITS, viewQuery } from '$lib/state/replay/view-url.ts';
import { toast } from 'svelte-sonner';

/** A bar of the live market. */
export interface LivePlace extends LaneRef {
  timeframe: string;
  /** Its close, UTC ms. */
  time: number;
}

/**
 * The address of the replay at a live bar; null where there is none, which has been said. What was seen live is recorded first:
 * the epoch's bars up to this one, as they were known when they were decided, so that the engine sees what it saw live. That
 * holds for a played market too: it hears of open interest and ratios after their bars, where the recording that it is played
 * from has them in their own.
 */
export async function replayPath(state: LiveState | null, place: LivePlace): Promise<string | null> {
  await datasets.load();
  const dataset = datasetOf(state, place) ?? (await record(state, place));
  return dataset ? `/replay?${queryOf(dataset, place)}` : null;
}

/** The dataset that holds this bar: one that was made of this epoch before. */
function datasetOf(state: LiveState | null, place: LivePlace): DatasetSummary | undefined {
  if (!state) return undefined;
  const name = nameOf(state);
  return datasets.list.find(
    (one) => one.name.startsWith(name) && one.from <= place.time && one.to >= place.time,
  );
}

function queryOf({ name, digest, timeframes }: DatasetSummary, { timeframe, ...place }: LivePlace): string {
  // A recording is computed in its own timeframe; higher ones stand beside it.
  const held = timeframes.includes(timeframe);
  return viewQuery({
    ...DEFAULT_VIEW,
    ...place,
    dataset: name,
    timeframe: held ? timeframe : timeframes[0],
    beside: held ? DEFAULT_VIEW.beside : 'timeframes',
    tiers: ALL_TIERS,
    digest: digest.slice(0, DIGEST_DIGITS),
  });
}

const nameOf = ({ market, epoch }: LiveState): string =>
  `seen-${(market ?? 'live').replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}-${epoch}-`;

async function record(state: LiveState | null, place: LivePlace): Promise<DatasetSummary | undefined> {
  const base = state?.timeframes[0];
  if (!state || !base) return undefined;
  const recorder = new Recorder();
  const working = toast.loading('Recording what was seen live, to replay it…');
  try {
    await recorder.load();
    const held = recorder.holdings.find(
      ({ market, timeframe }) => market === state.market && timeframe === base.timeframe,
    );
    if (!held) {
      toast.error('Nothing of this market has been stored yet: there is nothing to replay.');
      return undefined;
    }
    const to = Math.ceil(place.time / base.timeframeMs) * base.timeframeMs;
    const name = `${nameOf(state)}${to / 60_000}`;
    await recorder.record(held, { name, as: 'known', from: base.start ?? held.range.from, to });
    if (recorder.failure) toast.error(`${recorder.failure.message} ${recorder.failure.action}`);
    return datasets.find(name);
  } finally {
    recorder.close();
    toast.dismiss(working);
  }
}
