import { hashOf } from '@hindcast/engine/strategy';
import { MOST_SAMPLED } from '@hindcast/engine/sweep';
import { identityOf, type SearchedData, type Settled } from './sweep-settings.ts';

/** What a sweep is known by, on disk as well: the same for the same thing asked for again, in whatever words. */
export function sweepIdOf(settled: Settled, searched: SearchedData): string {
  return hashOf({
    ...identityOf(settled, searched),
    // What was kept when a search could draw a trial twice belongs to other trials.
    ...(settled.method === 'grid' ? {} : { drawn: 'once' }),
    // Days of every n-th trial are not those of this sample.
    ...(settled.trials > MOST_SAMPLED ? { sampled: 'in strata' } : {}),
  }).slice(0, 24);
}
