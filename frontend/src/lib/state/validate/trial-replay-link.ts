import { DEFAULT_CAPITAL } from '../lab/costs.ts';
import { replayWord } from '../lab/strategy-of-run.ts';
import { termsOf } from '../lab/terms.ts';
import { accountWord } from '../replay/account-word.ts';
import { DEFAULT_VIEW, DIGEST_DIGITS, viewQuery } from '../replay/view-url.ts';
import type { TrialRun } from './trial-run.ts';
import type { NewSweep, SweepDocument } from './wire.ts';

type Subject = Pick<SweepDocument, 'dataset' | 'lanes'>;
type Asked = Pick<NewSweep, 'venue' | 'symbols'>;

/** A link to the replay in which the trial's strategy trades on its terms, or why there is none. */
export function trialReplayLink(
  { dataset, lanes: [lane] }: Subject,
  { venue, symbols }: Asked,
  { strategy, parameters, config, costs, initialCapital = DEFAULT_CAPITAL }: TrialRun,
): { link: string } | { problem: string } {
  const changed = Object.keys(config).join(', ');
  if (changed)
    return { problem: `The replay keeps the engine's own ${changed}: these trials open in the lab only.` };
  const word = replayWord(strategy, parameters);
  if (word === undefined)
    return {
      problem: 'The strategy is too long for a link to the replay: these trials open in the lab only.',
    };
  const account = { ...termsOf(costs, initialCapital), venue, symbols };
  const query = viewQuery({
    ...DEFAULT_VIEW,
    dataset: dataset.name,
    symbol: lane.symbol,
    venue: lane.venue,
    timeframe: lane.timeframe,
    time: null,
    digest: dataset.digest.slice(0, DIGEST_DIGITS),
    strategy: word,
    account: accountWord(account),
  });
  return { link: `/replay?${query}` };
}
