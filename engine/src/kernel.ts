/**
 * One incremental computation: reads input columns, writes output columns, row after row.
 *
 * `advance(from, to)` computes rows [from, to) and may read any row before `to`, never one at or after it.
 * A backtest calls it with blocks of thousands of rows, live with one: the same code, the same bits.
 * Windows are read from the columns, so a kernel's own state is a handful of numbers, which `save` and
 * `load` move to and from a key frame.
 *
 * A live bar runs some 15 kernels for one row each, and what that takes is the code they are compiled to. Hence these
 * habits. {@link Kernel.row} computes a row and `advance` is a loop over it: a live bar has no ranges to check. Fields are set by
 * the constructor alone (`private`, not `#`, which would be undefined first). Thresholds lie in one array, not in the
 * objects of the configuration. A number that is not whole is not handed to a call, nor returned by one, where every row would: a
 * call that is not inlined puts it into an object of its own. What a rare call returns is made a number with `+`, or the
 * common case is put into an object as well. And NaN is written `0 / 0`: the name NaN is looked up in the global
 * object, and where that branch has not been taken yet, the compiler takes what it finds there for anything at all and boxes
 * every number that meets it.
 */
export interface Kernel {
  advance(from: number, to: number): void;
  /** What {@link advance} does, for row i alone; those kernels have it that every bar goes through as it closes. */
  row?(i: number): void;
  /**
   * Takes over the work of the kernel that would run right after this one, before either has computed a row, where both
   * can be done at once; false where it cannot.
   */
  absorb?(next: Kernel): boolean;
  /** How many numbers {@link save} writes. */
  readonly stateSize: number;
  /** Writes the state after the last computed row to `into` from index `at`. */
  save(into: Float64Array, at: number): void;
  /** Restores a state; `row` is the number of rows computed when it was saved. */
  load(from: Float64Array, at: number, row: number): void;
}

/** A kernel whose outputs follow from the columns alone. */
export abstract class StatelessKernel implements Kernel {
  readonly stateSize = 0;
  abstract advance(from: number, to: number): void;
  absorb?(next: Kernel): boolean;
  save(): void {}
  load(): void {}
}
