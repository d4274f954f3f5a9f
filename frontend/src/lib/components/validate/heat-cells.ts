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

/** Mean score over two dimensions, every other one averaged out: what a plateau looks like from above. */
export function heatMap(trials: readonly Trial[], across: number, down: number): HeatMap {
  const x = binsOf(trials, across);
  const y = binsOf(trials, down);
  const sums = y.labels.map(() => x.labels.map(() => ({ sum: 0, count: 0 })));
  for (const trial of trials) {
    if (trial.score === null) continue;
    const cell = sums[y.at(trial.values[down])][x.at(trial.values[across])];
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

function binsOf(trials: readonly Trial[], d: number): { labels: string[]; at: (value: number) => number } {
  const values = [...new Set(trials.map((trial) => trial.values[d]))].sort((a, b) => a - b);
  if (values.length <= MOST_STEPS) {
    const places = new Map(values.map((value, k) => [value, k]));
    return { labels: values.map((value) => short(value)), at: (value) => places.get(value)! };
  }
  const low = values[0];
  const width = (values.at(-1)! - low) / BINS;
  return {
    labels: Array.from({ length: BINS }, (_, k) => `${short(low + k * width)} +`),
    at: (value) => Math.min(BINS - 1, Math.floor((value - low) / width)),
  };
}

const short = (value: number): string => String(Number(value.toPrecision(4))).replace('-', '\u2212');
