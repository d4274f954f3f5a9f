import type { TradingCosts } from '@hindcast/engine/wire';
import { bps } from '../lab/costs.ts';
import { withParameters } from '../lab/with-parameters.ts';
import type { NewSweep } from './wire.ts';

/** What a trial of a sweep ran: as the lab asks for a run. */
export interface TrialRun {
  /** Text of the strategy with the trial's parameters. */
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** Numbers of the engine's configuration, such as `signals.oiZ`. */
  readonly config: Readonly<Record<string, number>>;
  /** As far as the sweep or the trial names them. */
  readonly costs: TradingCosts;
  readonly initialCapital: number | undefined;
}

/** How a sweep's names of costs are asked for: fees and margins as fractions there, as basis points here. */
const COSTS: Readonly<Record<string, (value: number) => TradingCosts>> = {
  takerFee: (fraction) => ({ takerBps: bps(fraction) }),
  makerFee: (fraction) => ({ makerBps: bps(fraction) }),
  slippageBps: (value) => ({ slippageBps: value }),
  maintenanceMargin: (fraction) => ({ maintenanceMarginBps: bps(fraction) }),
  liquidationFee: (fraction) => ({ liquidationFeeBps: bps(fraction) }),
};

const COST = 'costs.';

/** The run that a trial was: `names` and `values` belong together, the rest is what the sweep was asked for with. */
export function trialRun(
  { strategy, takerBps, slippageBps, funding, equity }: NewSweep,
  names: readonly string[],
  values: readonly number[],
): TrialRun {
  const pairs = names.map((name, k): [string, number] => [name, values[k]]);
  const parameters = Object.fromEntries(pairs.filter(([name]) => !name.includes('.')));
  let costs: TradingCosts = {
    ...(takerBps !== undefined && { takerBps }),
    ...(slippageBps !== undefined && { slippageBps }),
    ...(funding !== undefined && { funding }),
  };
  for (const [name, value] of pairs) {
    if (name.startsWith(COST)) costs = { ...costs, ...COSTS[name.slice(COST.length)]?.(value) };
  }
  return {
    strategy: withParameters(strategy, parameters),
    parameters,
    config: Object.fromEntries(pairs.filter(([name]) => name.includes('.') && !name.startsWith(COST))),
    costs,
    initialCapital: equity,
  };
}
