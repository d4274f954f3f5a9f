import type { RowSource } from '$lib/charts/marks/source.ts';
import type { PairAnalysis } from './wire.ts';

/** How many standard errors the band of the hedge ratio is wide, to each side. */
const BAND = 2;

/** The rows of an analysis as columns of numbers, NaN for what is missing: what charts and the cursor read. */
export class AnalysedRows implements RowSource {
  readonly from = 0;
  readonly to: number;
  readonly times: Float64Array;
  readonly timeframeMs: number;
  readonly #columns: ReadonlyMap<string, Float64Array>;

  constructor({ series, hedges, config, timeframeMs }: PairAnalysis) {
    this.to = series.time.length;
    this.times = Float64Array.from(series.time);
    this.timeframeMs = timeframeMs;
    const columns = new Map<string, Float64Array>();
    for (const [name, values] of Object.entries(series)) {
      if (name !== 'time') columns.set(name, numbers(values));
    }
    for (const { method, beta } of hedges) columns.set(`beta ${method}`, numbers(beta));
    const off = (column: string, by: string, times: number): Float64Array => {
      const [middle, width] = [columns.get(column)!, columns.get(by)!];
      return middle.map((value, row) => value + times * width[row]);
    };
    columns.set('betaLow', off('beta', 'betaError', -BAND));
    columns.set('betaHigh', off('beta', 'betaError', BAND));
    columns.set('spreadLow', off('spreadMean', 'spreadDeviation', -config.entry));
    columns.set('spreadHigh', off('spreadMean', 'spreadDeviation', config.entry));
    this.#columns = columns;
  }

  value(column: string, row: number): number {
    return this.#columns.get(column)?.[row] ?? NaN;
  }
  view(column: string, from: number, to: number): Float64Array | undefined {
    return this.#columns.get(column)?.subarray(from, to);
  }
  /** The whole column; of NaN where there is none of the name. */
  column(name: string): Float64Array {
    return this.#columns.get(name) ?? new Float64Array(this.to).fill(NaN);
  }
}

const numbers = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? NaN);
