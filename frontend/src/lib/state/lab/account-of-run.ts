import type { ReplayAccount } from '@hindcast/engine/wire';
import type { Costs } from '@hindcast/engine/simulation';
import { costsToAsk } from './costs.ts';
import { termsOf } from './terms.ts';
import type { Run } from './wire.ts';

/** The terms on which a run was traded, as far as they are not the lab's own. */
export function accountOfRun({ inputs }: Pick<Run, 'inputs'>): ReplayAccount | undefined {
  const { venue, symbols, from, initialCapital } = inputs;
  const account: ReplayAccount = {
    ...termsOf(costsToAsk(inputs.costs as unknown as Costs), initialCapital),
    ...(venue !== null && { venue }),
    ...(symbols !== null && { symbols }),
    ...(from !== null && { from }),
  };
  return Object.keys(account).length > 0 ? account : undefined;
}
