/**
 * Rows that a kernel is asked to advance over at once, at most. Small enough that a block's columns stay in the
 * cache from one kernel to the next.
 */
export const BLOCK_ROWS = 2048;

/** Scratch space that kernels share within one call; never read across calls. */
export const SCRATCH_A = new Float64Array(BLOCK_ROWS);
export const SCRATCH_B = new Float64Array(BLOCK_ROWS);
