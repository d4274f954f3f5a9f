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
  if (values.every(Number.isInteger)) {
    const width = Math.ceil((high - low + 1) / BINS);
    const first = Array.from({ length: Math.ceil((high - low + 1) / width) }, (_, k) => low + k * width);
    const last = first.map((value) => Math.min(high, value + width - 1));
    return { labels: spans(first, last), at: (value) => Math.floor((value - low) / width) };
  }
  const width = (high - low) / BINS;
  const edges = Array.from({ length: BINS + 1 }, (_, k) => (k === BINS ? high : low + k * width));
  return {
    labels: spans(edges.slice(0, -1), edges.slice(1)),
    at: (value) => Math.min(BINS - 1, Math.floor((value - low) / width)),
  };
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

/** Digits that a label has at least, and what a double holds. */
const FEWEST_DIGITS = 4;
const MOST_DIGITS = 17;

/** Values with as few digits as tell them apart. */
export function labelsOf(values: readonly number[]): string[] {
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const labels = values.map((value) => short(value, digits));
    if (new Set(labels).size === values.length) return labels;
  }
  return values.map((value) => short(value, MOST_DIGITS));
}

const short = (value: number, digits: number): string =>
  String(Number(value.toPrecision(digits))).replace('-', '\u2212');
