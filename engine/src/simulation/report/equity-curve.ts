import type { Simulation } from '../simulation.ts';

/** The equity curve in at most so many points, for drawing: what a bucket of rows went through, not just where it ended. */
export interface EquityCurve {
  /** Close time of each bucket's last row, UTC ms. */
  readonly time: number[];
  readonly equity: number[];
  readonly low: number[];
  readonly high: number[];
  /** Deepest fall from the highest equity so far within the bucket, in % (>= 0). */
  readonly drawdownPct: number[];
}

/** Equity and drawdown by buckets of rows; at most `points` of them. */
export function equityCurve(simulation: Simulation, points: number): EquityCurve {
  const { equity, lanes, options } = simulation;
  const { openTime, timeframeMs } = lanes[0].tape;
  const curve: EquityCurve = { time: [], equity: [], low: [], high: [], drawdownPct: [] };
  const size = Math.max(1, Math.ceil(equity.length / points));
  let peak = options.equity;
  for (let from = 0; from < equity.length; from += size) {
    const to = Math.min(equity.length, from + size);
    let low = Infinity;
    let high = -Infinity;
    let fall = 0;
    for (let row = from; row < to; row++) {
      low = Math.min(low, equity[row]);
      high = Math.max(high, equity[row]);
      peak = Math.max(peak, equity[row]);
      fall = Math.max(fall, 1 - equity[row] / peak);
    }
    curve.time.push(openTime[to - 1] + timeframeMs);
    curve.equity.push(equity[to - 1]);
    curve.low.push(low);
    curve.high.push(high);
    curve.drawdownPct.push(100 * fall);
  }
  return curve;
}
