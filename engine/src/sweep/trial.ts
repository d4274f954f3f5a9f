import { DEFAULT_CONFIG, NUMBER_SECTIONS, type EngineConfig } from '../config.ts';
import { HindcastError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import type { Costs } from '../simulation/costs.ts';

/** Values of everything that a trial changes, by name: a strategy's parameter, or a path below `metrics.`, … or `costs.`. */
export type TrialValues = Readonly<Record<string, number>>;

type Section = (typeof NUMBER_SECTIONS)[number];

const COSTS = ['takerFee', 'makerFee', 'slippageBps', 'maintenanceMargin', 'liquidationFee'] as const;
type CostName = (typeof COSTS)[number];

/** Where a swept name belongs. */
export type Knob =
  | { readonly of: 'strategy'; readonly name: string }
  | { readonly of: 'config'; readonly section: Section; readonly name: string }
  | { readonly of: 'costs'; readonly name: CostName };

/**
 * What a name means: a parameter of the strategy, `signals.oiZ` (metrics, detectors and tiers: any number of the configuration), or
 * `costs.slippageBps`.
 *
 * @throws HindcastError SWEEP_NAME with the nearest known name
 */
export function knobOf(name: string, params: Iterable<string>): Knob {
  const known = [...params];
  if (known.includes(name)) return { of: 'strategy', name };
  const [head, tail, ...rest] = name.split('.');
  if (head === 'costs' && rest.length === 0 && COSTS.includes(tail as CostName))
    return { of: 'costs', name: tail as CostName };
  const section = NUMBER_SECTIONS.find((one) => one === head);
  if (section && rest.length === 0 && sweepable(section).includes(tail))
    return { of: 'config', section, name: tail };
  throw new HindcastError(
    'SWEEP_NAME',
    `"${name}" is nothing that a sweep can change.`,
    didYouMean(name, [...known, ...knobNames()]) ||
      `Name a parameter of the strategy (${known.join(', ') || 'it has none'}), or a number of the configuration or the costs, such as signals.oiZ or costs.takerFee.`,
    { field: name },
  );
}

/** Every name of the configuration and the costs that can be swept. */
export function knobNames(): string[] {
  return [
    ...NUMBER_SECTIONS.flatMap((section) => sweepable(section).map((name) => `${section}.${name}`)),
    ...COSTS.map((name) => `costs.${name}`),
  ];
}

/** Its value where nothing else is said: of the configuration and the costs. */
export function defaultOf(knob: Exclude<Knob, { of: 'strategy' }>, costs: Costs): number {
  if (knob.of === 'costs') return knob.name === 'slippageBps' ? costs.slippage.bps : costs[knob.name];
  return (DEFAULT_CONFIG[knob.section] as unknown as Record<string, number>)[knob.name];
}

function sweepable(section: Section): string[] {
  return Object.entries(DEFAULT_CONFIG[section])
    .filter(([, value]) => typeof value === 'number')
    .map(([name]) => name);
}

/** The configuration with the trial's values in it. */
export function configWith(
  config: EngineConfig,
  knobs: readonly Knob[],
  values: readonly number[],
): EngineConfig {
  let changed = config;
  knobs.forEach((knob, k) => {
    if (knob.of === 'config')
      changed = { ...changed, [knob.section]: { ...changed[knob.section], [knob.name]: values[k] } };
  });
  return changed;
}

/** The costs with the trial's values in them. */
export function costsWith(costs: Costs, knobs: readonly Knob[], values: readonly number[]): Costs {
  let changed = costs;
  knobs.forEach((knob, k) => {
    if (knob.of !== 'costs') return;
    changed =
      knob.name === 'slippageBps'
        ? { ...changed, slippage: { ...changed.slippage, bps: values[k] } }
        : { ...changed, [knob.name]: values[k] };
  });
  return changed;
}
