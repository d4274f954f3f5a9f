/**
 * Where row 0 stands in time: what windows and strides are anchored to, so that they do not depend on where a tape began. A {@link Tape} is
 * one. It is asked late, since a live tape has no row at first; and it is no function: of one per lane the compiler takes the one that it
 * saw for granted, and all lanes' kernels were compiled anew whenever that lane was gone.
 */
export interface Phase {
  /** Absolute ordinal of row 0, counted from 1970. */
  readonly firstAbsoluteBar: number;
}
