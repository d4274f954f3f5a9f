import { DEFAULT_CAPITAL } from '../lab/costs.ts';
import { labQuery } from '../lab/lab-url.ts';
import { termsOf } from '../lab/terms.ts';
import type { TrialRun } from './trial-run.ts';
import type { NewSweep, SweepDocument } from './wire.ts';

type Subject = Pick<SweepDocument, 'dataset' | 'lanes'>;
type Asked = Pick<NewSweep, 'venue' | 'symbols'>;

/** A link to the lab that opens the trial's run; `strategy` is the id of a draft with the trial's text. */
export function trialLabLink(
  { dataset, lanes: [lane] }: Subject,
  { venue, symbols }: Asked,
  { config, costs, initialCapital = DEFAULT_CAPITAL }: TrialRun,
  strategy: string,
): string {
  const account = termsOf(costs, initialCapital);
  const data = { dataset: dataset.name, timeframe: lane?.timeframe, venue, symbols };
  return `/lab?${labQuery({ ...data, strategy, account, config })}`;
}
