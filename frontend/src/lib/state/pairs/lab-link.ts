import { labQuery } from '$lib/state/lab/lab-url.ts';
import type { PairDesk } from './pair-desk.svelte.ts';

/** A link to the lab with a strategy made of the pair: on the range that was marked, or on the bars that are looked at. */
export function labLink(
  { choice, analysis, scrub }: Pick<PairDesk, 'choice' | 'analysis' | 'scrub'>,
  strategy: string,
): string {
  const { recording, loop } = scrub;
  const from = loop.range ? recording.openTime(loop.range.from) : (analysis?.from ?? undefined);
  const to = loop.range ? recording.closeTime(loop.range.to) : undefined;
  const data = choice.source === 'recorded' && {
    dataset: choice.dataset,
    timeframe: analysis?.timeframe,
    venue: analysis?.y.venue ?? undefined,
    from,
    to,
  };
  return `/lab?${labQuery({ strategy, ...data })}`;
}
