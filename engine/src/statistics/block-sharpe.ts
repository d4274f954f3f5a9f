import type { Sample } from './sample.ts';

/** Sum and sum of squares of the returns per run and block; rows beyond a whole multiple are left out at the start. */
export function blockSums(
  runs: readonly Sample[],
  blocks: number,
): { sums: Float64Array; squares: Float64Array; rows: number } {
  const rows = Math.floor(runs[0].length / blocks);
  const skip = runs[0].length - rows * blocks;
  const sums = new Float64Array(runs.length * blocks);
  const squares = new Float64Array(runs.length * blocks);
  runs.forEach((run, k) => {
    for (let i = skip; i < run.length; i++) {
      const at = k * blocks + Math.floor((i - skip) / rows);
      sums[at] += run[i];
      squares[at] += run[i] * run[i];
    }
  });
  return { sums, squares, rows };
}

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

/** Mean / deviation over the blocks in the mask (or outside it); 0 for returns that never differ. */
export function sharpeOf(
  sums: Float64Array,
  squares: Float64Array,
  at: number,
  blocks: number,
  mask: number,
  inside: boolean,
  count: number,
): number {
  let sum = 0;
  let square = 0;
  for (let b = 0; b < blocks; b++) {
    if (((mask >> b) & 1) === (inside ? 1 : 0)) {
      sum += sums[at + b];
      square += squares[at + b];
    }
  }
  const mean = sum / count;
  const variance = (square - sum * mean) / (count - 1);
  return variance > 1e-14 * mean * mean ? mean / Math.sqrt(variance) : 0;
}
