import { Column } from '@hindcast/engine';
import { HEDGE_METHODS, PairLane, type HedgeMethod, type PairConfig } from '@hindcast/engine/pairs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AlignedCloses } from './close-series.ts';
import { spreadLevels, type SpreadLevels } from './spread-levels.ts';

/** Rows between which everybody else gets the event loop: a few milliseconds of work. */
const SLICE_ROWS = 8_192;

/** The rolling columns of a pair by each method, as on the signal path: row i knows nothing of the rows after it. */
export class RollingPair {
  readonly aligned: AlignedCloses;
  readonly lanes: Readonly<Record<HedgeMethod, PairLane>>;

  readonly #levels = new Map<HedgeMethod, SpreadLevels>();

  private constructor(aligned: AlignedCloses, lanes: Record<HedgeMethod, PairLane>) {
    this.aligned = aligned;
    this.lanes = lanes;
  }

  /** Where the z-scores of a method's spread lie, row by row. */
  levels(method: HedgeMethod): SpreadLevels {
    const { columns, config } = this.lanes[method];
    const { times, phase } = this.aligned;
    const levels =
      this.#levels.get(method) ?? spreadLevels(columns.spread.data, times.length, config.zWindow, phase);
    this.#levels.set(method, levels);
    return levels;
  }

  static async over(aligned: AlignedCloses, config: PairConfig): Promise<RollingPair> {
    const rows = aligned.times.length;
    const [y, x] = [new Column('y', aligned.closeY), new Column('x', aligned.closeX)];
    const phase = { firstAbsoluteBar: aligned.phase };
    const lanes = {} as Record<HedgeMethod, PairLane>;
    for (const method of HEDGE_METHODS) {
      const lane = new PairLane(y, x, phase, { ...config, method }, undefined, lanes.ols);
      lanes[method] = lane;
      while (lane.cursor < rows) {
        lane.advance(Math.min(rows, lane.cursor + SLICE_ROWS));
        await nextTurn();
      }
    }
    return new RollingPair(aligned, lanes);
  }
}
