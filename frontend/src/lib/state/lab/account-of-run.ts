import type { ReplayAccount } from '@hindcast/engine/wire';
import type { Costs } from '@hindcast/engine/simulation';
import { costsToAsk, DEFAULT_CAPITAL, DEFAULT_COSTS } from './costs.ts';
import type { Run } from './wire.ts';

/** The terms on which a run was traded, as far as they are not the lab's own. */
export function accountOfRun({ inputs }: Pick<Run, 'inputs'>): ReplayAccount | undefined {
  const { venue, symbols, from, initialCapital } = inputs;
  const usual: Record<string, unknown> = DEFAULT_COSTS;
  const asked = costsToAsk(inputs.costs as unknown as Costs);
  const costs = Object.entries(asked).filter(([name, value]) => value !== usual[name]);
  const account: ReplayAccount = {
    ...(costs.length > 0 && { costs: Object.fromEntries(costs) }),
    ...(initialCapital !== DEFAULT_CAPITAL && { initialCapital }),
    ...(venue !== null && { venue }),
    ...(symbols !== null && { symbols }),
    ...(from !== null && { from }),
  };
  return Object.keys(account).length > 0 ? account : undefined;
}
