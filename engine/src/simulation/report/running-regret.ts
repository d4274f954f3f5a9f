import { slippageAt } from '../costs.ts';
import { exitRegret } from '../hindsight.ts';
import type { Simulation } from '../simulation.ts';

/**
 * The exit regret that the open position of a lane would have if it were left at the last close: best net PnL of leaving
 * at an open within the trade so far, less the net PnL of leaving now; USDT, >= 0, 0 when nothing is open or no price is known.
 * Reads no row after the last simulated one.
 */
export function runningRegret(simulation: Simulation, lane: number): number {
  const { position: p, mark, bars, fundingLog } = simulation.brokers[lane];
  const { costs } = simulation.options;
  const row = simulation.cursor - 1;
  if (p.side === 0 || mark !== mark) return 0;
  const fill = mark * (1 - p.side * slippageAt(costs.slippage, bars, row, p.size));
  const fee = costs.takerFee * fill * p.size;
  const net = p.side * (fill * p.size - p.cost) - p.fees - fee + p.funding;
  return exitRegret(p, { row, reference: mark, fill, fee, net, atOpen: false }, fundingLog, bars, costs);
}
