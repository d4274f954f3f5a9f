import type { Trial } from '$lib/state/validate/wire.ts';

/** Steps along one dimension: what trials are gathered by. */
export interface HeatMap {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** Mean score by row and column; null where no trial counts. */
  readonly cells: readonly (readonly (number | null)[])[];
  readonly low: number;
  readonly high: number;
}

/** More steps than this are gathered into bins. */
const MOST_STEPS = 14;
const BINS = 8;

/**
 * Mean score over two dimensions, every other one averaged out: what a plateau looks like from above. A single row where there is
 * nothing to go down by.
 */
export function heatMap(trials: readonly Trial[], across: number, down: number | null): HeatMap {
  const x = binsOf(trials, across);
  const y = down === null || down === across ? ONE_ROW : binsOf(trials, down);
  const sums = y.labels.map(() => x.labels.map(() => ({ sum: 0, count: 0 })));
  for (const trial of trials) {
    if (trial.score === null) continue;
    const cell = sums[y.at(down === null ? 0 : trial.values[down])][x.at(trial.values[across])];
    cell.sum += trial.score;
    cell.count++;
  }
  const cells = sums.map((row) => row.map(({ sum, count }) => (count > 0 ? sum / count : null)));
  const known = cells.flat().filter((value) => value !== null);
  return {
    columns: x.labels,
    rows: y.labels,
    cells,
    low: known.length > 0 ? Math.min(...known) : 0,
    high: known.length > 0 ? Math.max(...known) : 0,
  };
}

/** How far a map reaches from the neutral value, to the side where it reaches farther. */
export const reachOf = ({ low, high }: Pick<HeatMap, 'low' | 'high'>, neutral: number): number =>
  Math.max(Math.abs(low - neutral), Math.abs(high - neutral));

/**
 * Which way a cell leans and how far, as a share of the reach: 0 is the neutral value, which need not lie inside of the map. A sweep that
 * only loses is below it everywhere, its best as well.
 */
export function leaningOf(value: number, map: Pick<HeatMap, 'low' | 'high'>, neutral: number): number {
  const reach = reachOf(map, neutral);
  return reach > 0 ? (value - neutral) / reach : 0;
}

/** A dimension that is not there: everything lies in one row. */
const ONE_ROW: Bins = { labels: ['mean'], at: () => 0 };

interface Bins {
  readonly labels: readonly string[];
  readonly at: (value: number) => number;
}

function binsOf(trials: readonly Trial[], d: number): Bins {
  const values = [...new Set(trials.map((trial) => trial.values[d]))].sort((a, b) => a - b);
  if (values.length <= MOST_STEPS) {
    const places = new Map(values.map((value, k) => [value, k]));
    return { labels: labelsOf(values), at: (value) => places.get(value)! };
  }
  const [low, high] = [values[0], values.at(-1)!];
  const step = stepOf(values);
  if (step !== null) {
    const count = Math.round((high - low) / step) + 1;
    const width = Math.ceil(count / BINS);
    const at = (position: number): number =>
      Number((low + Math.min(count - 1, position) * step).toPrecision(STEPPED_DIGITS));
    const first = Array.from({ length: Math.ceil(count / width) }, (_, k) => k * width);
    return {
      labels: spans(
        first.map(at),
        first.map((position) => at(position + width - 1)),
      ),
      // Rounded, as the values are: (0.7 − 0.1) / 0.1 is 5.999….
      at: (value) => Math.floor(Math.round((value - low) / step) / width),
    };
  }
  const width = (high - low) / BINS;
  const edges = Array.from({ length: BINS + 1 }, (_, k) => (k === BINS ? high : low + k * width));
  return {
    labels: spans(edges.slice(0, -1), edges.slice(1)),
    at: (value) => Math.min(BINS - 1, Math.floor((value - low) / width)),
  };
}

/** What a sweep rounds the values of a range with steps to. */
const STEPPED_DIGITS = 12;
/** A value is on a step when it is no farther from it, as a share of the step. */
const STEP_TOLERANCE = 1e-6;

/** The step that ascending values lie on, whichever of them are there; null where they were drawn from anywhere in between. */
function stepOf(values: readonly number[]): number | null {
  const gaps = values.slice(1).map((value, k) => value - values[k]);
  const least = Math.min(...gaps);
  const span = values.at(-1)! - values[0];
  // Out of the whole span: a gap of its own has lost digits.
  const step = span / Math.round(span / least);
  const onStep = (value: number): boolean => {
    const position = (value - values[0]) / step;
    return Math.abs(position - Math.round(position)) <= STEP_TOLERANCE;
  };
  return values.every(onStep) ? step : null;
}

/** From where to where each bin goes: `2–4`. */
function spans(from: readonly number[], to: readonly number[]): string[] {
  const ends = [...new Set([...from, ...to])];
  const labels = new Map(labelsOf(ends).map((label, k) => [ends[k], label]));
  return from.map((value, k) => {
    const [first, last] = [labels.get(value)!, labels.get(to[k])!];
    return first === last ? first : `${first}–${last}`;
  });
}

/** A value of so many digits was written by hand, and keeps them all. */
const WRITTEN_DIGITS = 8;
/** Digits that a label of any other has at least, and what a double holds. */
const FEWEST_DIGITS = 4;
const MOST_DIGITS = 17;

/** Values with the digits that were written; those that were drawn with as few as tell them apart. */
export function labelsOf(values: readonly number[]): string[] {
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const labels = values.map((value) => short(value, digits));
    if (new Set(labels).size === values.length) return labels;
  }
  return values.map((value) => short(value, MOST_DIGITS));
}

function short(value: number, digits: number): string {
  const written = Number(value.toPrecision(WRITTEN_DIGITS)) === value;
  return String(written ? value : Number(value.toPrecision(digits))).replace('-', '\u2212');
}
