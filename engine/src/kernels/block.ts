/**
 * Rows that a kernel is asked to advance over at once, at most. Small enough that a block's columns stay in the
 * cache from one kernel to the next.
 */
export const BLOCK_ROWS = 2048;

/** Columns that a kernel may work on side by side. */
export const MAX_TOGETHER = 4;

/** Scratch space that kernels share within one call, two numbers per row and column; never read across calls. */
export const SCRATCH = new Float64Array(2 * BLOCK_ROWS * MAX_TOGETHER);
