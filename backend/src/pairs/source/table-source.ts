import { TIMEFRAMES, timeframeMs } from '@hindcast/engine';
import { inTimeframe, reachable, type CloseSeries, type PairLeg } from '../close-series.ts';
import type { KnownLeg, LegSource } from './leg-source.ts';
import type { PlainTable, TableSeries } from './plain-table.ts';

/** At most this share of a table's bars may be missing for it to be a market that never closes. */
const MOST_HOLES = 0.1;

/** Legs out of a plain table. */
export class TableSource implements LegSource {
  readonly #table: PlainTable;

  constructor(table: PlainTable) {
    this.#table = table;
  }

  get name(): string {
    return this.#table.name;
  }

  legs(): KnownLeg[] {
    return [...this.#table.series.values()].map(({ symbol, timeframe, timeframeMs: ms }) => ({
      venue: null,
      symbol,
      timeframes: reachable(timeframe, ms),
    }));
  }

  open({ symbol }: PairLeg, timeframe: string): Promise<CloseSeries> {
    return Promise.resolve(inTimeframe(seriesOf(this.#table.series.get(symbol)!), timeframe));
  }
}

/** A market that trades round the clock becomes a grid, its missing bars holes; one with nights and weekends keeps the bars it has. */
function seriesOf({ symbol, times, close, timeframe, timeframeMs: ms }: TableSeries): CloseSeries {
  const base = { leg: { venue: null, symbol }, timeframe, timeframeMs: ms };
  const rows = Math.round((times.at(-1)! - times[0]) / ms) + 1;
  const known = TIMEFRAMES.some((word) => timeframeMs(word) === ms);
  const onGrid = known && times.every((time) => (time - times[0]) % ms === 0);
  if (!onGrid || rows - times.length > MOST_HOLES * rows) return { ...base, grid: false, times, close };
  const filled = new Float64Array(rows).fill(NaN);
  for (let i = 0; i < times.length; i++) filled[(times[i] - times[0]) / ms] = close[i];
  return {
    ...base,
    grid: true,
    times: Float64Array.from(filled, (_, i) => times[0] + i * ms),
    close: filled,
  };
}
