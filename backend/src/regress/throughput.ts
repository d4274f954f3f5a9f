import { performance } from 'node:perf_hooks';
import { Market, type EngineConfig, type Tape } from '@hindcast/engine';

const KERNEL_VALUES = 1 << 15;
const KERNEL_PASSES = 40;
const REPEATS = 3;

/** Rows timed at once: about as long as the kernel takes, so that both have the same chance of an undisturbed turn. */
const SLICE_ROWS = 1_024;

/**
 * Throughput of the engine in units of a fixed kernel that is timed in the same breath: what slows the machine down
 * slows both, so that the ratio of two such numbers compares engines, not machines. Of each slice of rows, and of the
 * kernel, the best of several rounds counts, because noise only ever makes slower.
 *
 * @returns rows computed per kernel value; a pure number
 */
export function measureThroughput(tapes: readonly Tape[], config: EngineConfig): number {
  const slices: number[] = [];
  let kernel = Infinity;
  let rows = 0;
  for (let k = 0; k < REPEATS; k++) {
    const market = new Market(tapes, { config });
    rows = market.rows * market.lanes.length;
    for (let slice = 0; market.cursor < market.rows; slice++) {
      const to = Math.min(market.rows, (slice + 1) * SLICE_ROWS);
      const took = timed(() => market.advance(to));
      slices[slice] = Math.min(slices[slice] ?? Infinity, took);
      if (slice % 4 === 0) kernel = Math.min(kernel, timed(runKernel));
    }
  }
  const engine = slices.reduce((sum, ms) => sum + ms, 0);
  return rows / engine / ((KERNEL_VALUES * KERNEL_PASSES) / kernel);
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const values = Float64Array.from({ length: KERNEL_VALUES }, (_, i) => 1 + (i % 97) / 97);

/** Dependent additions, multiplications, divisions and roots: the mix that metrics are made of. */
function runKernel(): void {
  let mean = 0;
  for (let pass = 0; pass < KERNEL_PASSES; pass++) {
    for (let i = 1; i < KERNEL_VALUES; i++) {
      mean += (values[i] - mean) * 0.1;
      values[i - 1] = 1 + Math.sqrt(mean * mean + values[i - 1]) / 4;
    }
  }
  if (mean !== mean) throw new Error('The calibration kernel has lost its numbers.');
}
