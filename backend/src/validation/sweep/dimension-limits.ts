import { HindcastError } from '@hindcast/engine';
import {
  knobOf,
  valuesOf,
  wholeNumbersOf,
  type Dimension,
  type Knob,
  type SearchMethod,
} from '@hindcast/engine/sweep';
import { isWithin, rangeOf, rangeText, type ThresholdRange } from '../../settings/threshold-catalogue.ts';
import { COST_RANGES } from '../../simulation/run/index.ts';
import type { Compile } from './strategy-source.ts';

const BPS = 10_000;
/** Values of a dimension that are looked at one by one; of a longer one the first, the second and the last. */
const MOST_LOOKED_AT = 200;
/** What no rule multiplies to a whole number, as twice a half would be. */
const FRACTION = Math.SQRT2 - 1;

/** Which values one dimension may take. */
interface Limits {
  /** Of a range without steps, only whole numbers can be tried. */
  readonly whole: boolean;
  /** @throws HindcastError naming the dimension and the value */
  readonly check: (value: number) => void;
}

/**
 * The dimensions of a search, each held to the rules that its value is held to elsewhere: the thresholds of the settings, the costs of a
 * simulation, the bounds and types of the strategy's own parameters. What must be whole is drawn whole. What only two parameters
 * together make impossible shows when they meet.
 *
 * @throws HindcastError SWEEP_NAME, SWEEP_RANGE with the dimension's name as its field
 */
export function limitedDimensions(
  dimensions: readonly Dimension[],
  method: SearchMethod,
  compile: Compile,
): Dimension[] {
  const params = [...compile({}).params.keys()];
  return dimensions.map((dimension) => {
    const knob = knobOf(dimension.name, params);
    const limits = limitsOf(knob, dimension, dimensions, compile);
    // A grid over a range without steps is refused as such.
    const limited = limits.whole && method !== 'grid' ? wholeNumbersOf(dimension) : dimension;
    looked(limited).forEach(limits.check);
    return limited;
  });
}

function looked(dimension: Dimension): readonly number[] {
  const values = valuesOf(dimension);
  if (!values) return 'from' in dimension ? [dimension.from, dimension.to] : [];
  return 'values' in dimension || values.length <= MOST_LOOKED_AT
    ? values
    : [values[0], values[1], values[values.length - 1]];
}

function limitsOf(
  knob: Knob,
  dimension: Dimension,
  dimensions: readonly Dimension[],
  compile: Compile,
): Limits {
  if (knob.of === 'strategy')
    return paramLimits(
      dimension,
      dimensions.filter((other) => other !== dimension),
      compile,
    );
  const range = knob.of === 'config' ? rangeOf(knob.section, knob.name)! : costRange(knob.name);
  return { whole: range.whole, check: (value) => checkRange(dimension.name, value, range) };
}

function costRange(name: Extract<Knob, { of: 'costs' }>['name']): ThresholdRange {
  if (name === 'slippageBps') return { ...COST_RANGES.slippageBps, whole: false };
  const { min, max } = {
    takerFee: COST_RANGES.takerBps,
    makerFee: COST_RANGES.makerBps,
    maintenanceMargin: COST_RANGES.maintenanceMarginBps,
    liquidationFee: COST_RANGES.liquidationFeeBps,
  }[name];
  return { min: min / BPS, max: max / BPS, whole: false };
}

function checkRange(name: string, value: number, range: ThresholdRange): void {
  if (!isWithin(value, range)) throw impossible(name, value, `it must be ${rangeText(range)}`);
}

/** A parameter may be what the strategy can be compiled with: beside the others' defaults, or beside some that are swept. */
function paramLimits(dimension: Dimension, others: readonly Dimension[], compile: Compile): Limits {
  const { name } = dimension;
  const beside = [{}, endsOf(others, 0), endsOf(others, -1)];
  const faultOf = (value: number): HindcastError | undefined => {
    let first: HindcastError | undefined;
    for (const companions of beside) {
      try {
        compile({ ...companions, [name]: value });
        return undefined;
      } catch (error) {
        if (!(error instanceof HindcastError)) throw error;
        first ??= error;
      }
    }
    return first;
  };
  const check = (value: number): void => {
    const fault = faultOf(value);
    if (fault) throw impossible(name, value, fault.message.replace(/\.$/, ''), fault.action);
  };
  if ('values' in dimension || dimension.step > 0) return { whole: false, check };
  const number = Math.ceil(dimension.from);
  const between = number + FRACTION <= dimension.to ? number + FRACTION : dimension.to;
  return { whole: faultOf(number) === undefined && faultOf(between) !== undefined, check };
}

/** Values of the strategy's parameters at one end of what they are swept over. */
function endsOf(dimensions: readonly Dimension[], end: 0 | -1): Record<string, number> {
  return Object.fromEntries(
    dimensions
      .filter(({ name }) => !name.includes('.'))
      .map((dimension) => {
        const value = looked(dimension).at(end)!;
        return [
          dimension.name,
          valuesOf(dimension) ? value : end === 0 ? Math.ceil(value) : Math.floor(value),
        ];
      }),
  );
}

function impossible(name: string, value: number, why: string, action?: string): HindcastError {
  return new HindcastError(
    'SWEEP_RANGE',
    `"${name}" cannot be ${value}: ${why}.`,
    action ?? 'Sweep it over values that it can have.',
    { field: name },
  );
}
