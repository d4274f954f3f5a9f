/**
 * Rows that a kernel is asked to advance over at once, at most. Small enough that a block's columns stay in the
 * cache from one kernel to the next.
 */
export const BLOCK_ROWS = 2048;
