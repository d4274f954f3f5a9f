import { labQuery } from '$lib/state/lab/lab-url.ts';
import { liveMarket } from '$lib/state/live/live-market.svelte.ts';
import type { PairDesk } from './pair-desk.svelte.ts';
import type { PairChoice } from './pair-url.ts';

/** The recording that the rows are of: the one chosen, or the one that is played as the live market; null where there is none. */
export function recordingOf({ source, dataset }: PairChoice): string | null {
  if (source === 'recorded') return dataset;
  if (source === 'upload') return null;
  return liveMarket().state?.market?.match(/^recorded:(.+)$/)?.[1] ?? null;
}

/** A link to the lab with a strategy made of the pair: on the range that was marked, or on the bars that are looked at. */
export function labLink(
  { analysis, scrub }: Pick<PairDesk, 'analysis' | 'scrub'>,
  strategy: string,
  dataset: string | null,
): string {
  const { recording, loop } = scrub;
  const from = loop.range ? recording.openTime(loop.range.from) : (analysis?.from ?? undefined);
  const to = loop.range ? recording.closeTime(loop.range.to) : undefined;
  const data = dataset !== null && {
    dataset,
    timeframe: analysis?.timeframe,
    venue: analysis?.y.venue ?? undefined,
    from,
    to,
  };
  return `/lab?${labQuery({ strategy, ...data })}`;
}
