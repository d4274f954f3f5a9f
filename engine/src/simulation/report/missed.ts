import { slippageAt } from '../costs.ts';
import type { MissedReason } from '../signal-log.ts';
import type { Simulation } from '../simulation.ts';

/** What a signal that was not traded could have made. Money in USDT. */
export interface MissedSignal {
  readonly lane: number;
  readonly row: number;
  readonly side: 1 | -1;
  readonly reason: MissedReason;
  /** Base units that the sizing rule would have bought. */
  readonly size: number;
  /** Before costs, what hindsight would have made of it; 0 where that does not cover the costs. */
  readonly oracle: number;
  /** The same after fees and slippage: the regret of not having traded it; >= 0. */
  readonly regret: number;
  /** Whether the whole horizon was on the tape. */
  readonly complete: boolean;
}

/**
 * Follows every untraded signal over the regret horizon: best entry within k bars, or at the first bar behind them where all of those are
 * missing, and best exit after it, at opens.
 */
export function missedSignals(simulation: Simulation): MissedSignal[] {
  const { signals } = simulation.book;
  return Array.from({ length: signals.length }, (_, k) => follow(simulation, signals.get(k)));
}

function follow(
  simulation: Simulation,
  signal: { lane: number; row: number; side: number; reason: MissedReason; size: number },
): MissedSignal {
  const { lane, row, reason, size } = signal;
  const side = signal.side > 0 ? 1 : -1;
  const { costs, regret } = simulation.options;
  const { bars } = simulation.brokers[lane];
  const last = Math.min(row + regret.horizonBars, simulation.cursor - 1);
  const complete = row + regret.horizonBars < simulation.cursor;
  let entryRow = -1;
  // Over a hole in the bars an order waits for the first one behind it, however many are missing.
  for (let r = row + 1; r <= last && (r <= row + regret.entryBars || entryRow < 0); r++) {
    const better = entryRow < 0 || side * (bars.open[r] - bars.open[entryRow]) < 0;
    if (bars.open[r] === bars.open[r] && better) entryRow = r;
  }
  if (entryRow < 0) return { lane, row, side, reason, size, oracle: 0, regret: 0, complete };
  let exit = bars.open[entryRow];
  for (let r = entryRow + 1; r <= last; r++) if (side * (bars.open[r] - exit) > 0) exit = bars.open[r];
  const entry = bars.open[entryRow];
  const made = side * size * (exit - entry);
  const paid = size * (entry + exit) * (costs.takerFee + slippageAt(costs.slippage, bars, entryRow, size));
  return made > paid
    ? { lane, row, side, reason, size, oracle: made, regret: made - paid, complete }
    : { lane, row, side, reason, size, oracle: 0, regret: 0, complete };
}
