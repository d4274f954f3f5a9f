import { HindcastError } from '../errors.ts';
import { exp } from '../numeric/exp.ts';
import { log } from '../numeric/log.ts';

/** One thing that a sweep changes: values to try, or a range to draw from. */
export type Dimension =
  | { readonly name: string; readonly values: readonly number[] }
  | {
      readonly name: string;
      readonly from: number;
      readonly to: number;
      /** Values are `from` plus whole multiples of this; 0 for any value in between. */
      readonly step: number;
      /** Drawn evenly on a logarithmic scale; `from` must be positive. */
      readonly log: boolean;
      /** Whole numbers alone are drawn, from one end to the other, which are whole themselves; only without steps. */
      readonly whole?: boolean;
    };

type Range = Extract<Dimension, { readonly from: number }>;

/** More trials than this are no sweep but a mistake. */
export const MOST_TRIALS = 1_000_000;
const MOST_VALUES = 100_000;

/**
 * Reads `zt=-3.4:-1.6:0.2` (from : to : step), `hold=12,24,48` (a list), `fee=0.0001:0.001:log` or `x=1:2` (anything between;
 * random and Bayesian search only).
 *
 * @throws HindcastError SWEEP_RANGE
 */
export function parseDimension(text: string): Dimension {
  const [, name, rest] = /^\s*([A-Za-z_][\w.]*)\s*=\s*(.+)$/.exec(text) ?? [];
  if (name === undefined) throw range(text, 'a name, = and values are needed');
  if (!rest.includes(':'))
    return {
      name,
      values: distinct(
        rest.split(',').map((word) => numberOf(word, text)),
        text,
      ),
    };
  const parts = rest.split(':');
  if (parts.length > 3) throw range(text, 'it has too many colons');
  const from = numberOf(parts[0], text);
  const to = numberOf(parts[1], text);
  const logarithmic = parts[2]?.trim() === 'log';
  const step = parts[2] === undefined || logarithmic ? 0 : numberOf(parts[2], text);
  if (!(to > from)) throw range(text, 'its end is not above its beginning');
  if (step < 0 || (parts[2] !== undefined && !logarithmic && step === 0))
    throw range(text, 'its step is not above 0');
  if (logarithmic && !(from > 0)) throw range(text, 'a logarithmic range begins above 0');
  if (step > 0 && (to - from) / step > MOST_VALUES)
    throw range(text, `it has more than ${MOST_VALUES} values`);
  return { name, from, to, step, log: logarithmic };
}

function numberOf(word: string, text: string): number {
  const value = Number(word);
  if (word.trim() === '' || !Number.isFinite(value)) throw range(text, `"${word.trim()}" is not a number`);
  return value;
}

function distinct(values: number[], text: string): number[] {
  if (new Set(values).size === values.length) return values;
  throw range(text, 'it names a value twice');
}

function range(text: string, what: string): HindcastError {
  return new HindcastError(
    'SWEEP_RANGE',
    `"${text}": ${what}.`,
    'Write name=1,2,3 or name=from:to:step; for random and Bayesian search also name=from:to or name=from:to:log.',
    { field: text.split('=')[0].trim() },
  );
}

/** Values of the dimensions that were asked for: every trial of a grid looks its own up, of up to a hundred thousand. */
const computed = new WeakMap<Dimension, readonly number[]>();

/** The values of a dimension in order; undefined for one that has no steps. */
export function valuesOf(dimension: Dimension): readonly number[] | undefined {
  if ('values' in dimension) return dimension.values;
  return dimension.step > 0 ? stepped(dimension, dimension.step) : undefined;
}

function stepped(range: Range, step: number): readonly number[] {
  const known = computed.get(range);
  if (known) return known;
  // A hair beyond the end, so that 0.1 steps reach 0.3 from 0; rounded, so that -3.4 + 2·0.2 is -3 and not -2.9999999999999996.
  const count = Math.floor((range.to - range.from) / step + 1e-9) + 1;
  const values = Array.from({ length: count }, (_, k) => Number((range.from + k * step).toPrecision(12)));
  computed.set(range, values);
  return values;
}

/** How many trials a grid has; the dimensions must have steps. */
export function gridSize(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((size, dimension) => size * stepsOf(dimension).length, 1);
}

/** How many different trials there are; Infinity where something may take any value in between. */
export function spaceSize(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((size, dimension) => size * valueCount(dimension), 1);
}

function valueCount(dimension: Dimension): number {
  if ('whole' in dimension) return dimension.to - dimension.from + 1;
  return valuesOf(dimension)?.length ?? Infinity;
}

/**
 * The same range, of which only whole numbers are drawn; any other dimension as it is.
 *
 * @throws HindcastError SWEEP_RANGE where there is none in it
 */
export function wholeNumbersOf(dimension: Dimension): Dimension {
  if ('values' in dimension || dimension.step > 0) return dimension;
  const { name, from, to, log: logarithmic } = dimension;
  const [first, last] = [Math.ceil(from), Math.floor(to)];
  if (last > first) return { name, from: first, to: last, step: 0, log: logarithmic, whole: true };
  if (last === first) return { name, values: [first] };
  throw range(`${name}=${from}:${to}`, 'there is no whole number in it');
}

/** The values of one trial of a grid; the last dimension changes fastest. */
export function gridTrial(dimensions: readonly Dimension[], index: number): number[] {
  const values = new Array<number>(dimensions.length);
  let rest = index;
  for (let k = dimensions.length - 1; k >= 0; k--) {
    const steps = stepsOf(dimensions[k]);
    values[k] = steps[rest % steps.length];
    rest = Math.floor(rest / steps.length);
  }
  return values;
}

function stepsOf(dimension: Dimension): readonly number[] {
  const values = 'whole' in dimension ? stepped(dimension, 1) : valuesOf(dimension);
  if (values) return values;
  throw new HindcastError(
    'SWEEP_RANGE',
    `"${dimension.name}" has no step, so that a grid over it has no end.`,
    'Give it a step, or search at random.',
    { field: dimension.name },
  );
}

/** The value at a share (0 to 1) of the way through a dimension. */
export function valueAt(dimension: Dimension, share: number): number {
  const values = valuesOf(dimension);
  if (values) return values[Math.min(values.length - 1, Math.floor(share * values.length))];
  const { from, to, log: logarithmic, whole } = dimension as Range;
  if (logarithmic) {
    const value = exp(log(from) + share * (log(to) - log(from)));
    return whole ? Math.min(to, Math.max(from, Math.round(value))) : value;
  }
  return whole ? Math.min(to, from + Math.floor(share * (to - from + 1))) : from + share * (to - from);
}

/** Where in a dimension a value lies, as a share of the way: the inverse of {@link valueAt}, in the middle of a step. */
export function shareOf(dimension: Dimension, value: number): number {
  const values = valuesOf(dimension);
  if (values) return (values.indexOf(value) + 0.5) / values.length;
  const { from, to, log: logarithmic, whole } = dimension as Range;
  if (logarithmic) return (log(value) - log(from)) / (log(to) - log(from));
  return whole ? (value - from + 0.5) / (to - from + 1) : (value - from) / (to - from);
}
