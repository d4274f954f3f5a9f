import type { Sample } from './sample.ts';

/** Every way to choose half of the blocks, as bit masks. */
export function halvesOf(blocks: number): Int32Array {
  const masks: number[] = [];
  for (let mask = 0; mask < 1 << blocks; mask++) if (bitCount(mask) === blocks / 2) masks.push(mask);
  return Int32Array.from(masks);
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * Sharpe ratios of many runs over any half of the blocks of a period. Sums over every choice among the first and among the last half of
 * the blocks are made once, so that a half of sixteen blocks is two additions instead of eight.
 */
export class HalfSharpes {
  readonly #runs: number;
  readonly #blocks: number;
  readonly #count: number;
  readonly #sums: readonly [Float64Array, Float64Array];
  readonly #squares: readonly [Float64Array, Float64Array];

  /** @param blocks even; rows beyond a whole multiple are left out at the start */
  constructor(runs: readonly Sample[], blocks: number) {
    const rows = Math.floor(runs[0].length / blocks);
    this.#runs = runs.length;
    this.#blocks = blocks;
    this.#count = (rows * blocks) / 2;
    const { sums, squares } = blockSums(runs, blocks, rows);
    const half = blocks / 2;
    this.#sums = [choices(sums, runs.length, 0, half), choices(sums, runs.length, half, half)];
    this.#squares = [choices(squares, runs.length, 0, half), choices(squares, runs.length, half, half)];
  }

  /** Writes each run's mean / deviation over the blocks in the mask; 0 for returns that never differ. */
  over(mask: number, into: Float64Array): void {
    const half = this.#blocks / 2;
    const low = (mask & ((1 << half) - 1)) * this.#runs;
    const high = (mask >> half) * this.#runs;
    const [lowSums, highSums] = this.#sums;
    const [lowSquares, highSquares] = this.#squares;
    const count = this.#count;
    for (let k = 0; k < this.#runs; k++) {
      const sum = lowSums[low + k] + highSums[high + k];
      const mean = sum / count;
      const variance = (lowSquares[low + k] + highSquares[high + k] - sum * mean) / (count - 1);
      into[k] = variance > 1e-14 * mean * mean ? mean / Math.sqrt(variance) : 0;
    }
  }
}

/** Sum and sum of squares of the returns by block and run. */
function blockSums(
  runs: readonly Sample[],
  blocks: number,
  rows: number,
): { sums: Float64Array; squares: Float64Array } {
  const skip = runs[0].length - rows * blocks;
  const sums = new Float64Array(runs.length * blocks);
  const squares = new Float64Array(runs.length * blocks);
  runs.forEach((run, k) => {
    for (let i = skip; i < run.length; i++) {
      const at = Math.floor((i - skip) / rows) * runs.length + k;
      sums[at] += run[i];
      squares[at] += run[i] * run[i];
    }
  });
  return { sums, squares };
}

/** For every choice among `count` blocks from `first` on, as a bit mask, each run's sum: that without its highest block, and that block. */
function choices(byBlock: Float64Array, runs: number, first: number, count: number): Float64Array {
  const out = new Float64Array((1 << count) * runs);
  for (let mask = 1; mask < 1 << count; mask++) {
    const highest = 31 - Math.clz32(mask);
    const rest = (mask ^ (1 << highest)) * runs;
    const block = (first + highest) * runs;
    for (let k = 0; k < runs; k++) out[mask * runs + k] = out[rest + k] + byBlock[block + k];
  }
  return out;
}
