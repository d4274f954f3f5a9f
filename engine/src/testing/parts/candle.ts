import { log } from '../../numeric/log.ts';
import { exp } from '../../numeric/exp.ts';
import type { Random } from '../../numeric/random.ts';
import { clamp, roundTo, type LaneState, type Process, type World } from '../world.ts';

/**
 * Open, high and low around the close. The extremes are those of a Brownian bridge between open and close: given
 * a log return r and variance σ², the maximum is (r + √(r² − 2σ² ln u))/2 with u uniform (and the minimum likewise), which
 * gives a range of twice the mean |r|, as measured.
 */
export class CandleProcess implements Process {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  step(row: number): void {
    for (const lane of this.#world.lanes) this.#fill(lane, row);
  }

  #fill({ s, symbol, columns }: LaneState, row: number): void {
    const { open, high, low, close } = columns;
    const last = close[row];
    // Trades open within a tick of where the bar before closed.
    const tick = this.#random.next() < 0.2 ? (this.#random.int(2) * 2 - 1) / symbol.ticksPerUnit : 0;
    const first = row > 0 ? roundTo(close[row - 1] + tick, symbol.ticksPerUnit) : last;
    const move = log(last / first);
    const sigma = Math.max(this.#world.sigma[s][row], 0.5 * Math.abs(move));
    const up = extreme(move, sigma, this.#random.next());
    const down = extreme(-move, sigma, this.#random.next());
    open[row] = first;
    high[row] = Math.max(first, last, roundTo(first * exp(up), symbol.ticksPerUnit));
    low[row] = Math.min(first, last, roundTo(first * exp(-down), symbol.ticksPerUnit));
  }
}

function extreme(move: number, sigma: number, uniform: number): number {
  const u = clamp(uniform, 1e-9, 1);
  return (move + Math.sqrt(move * move - 2 * sigma * sigma * log(u))) / 2;
}
