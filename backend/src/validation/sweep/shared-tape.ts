import { Tape, type BarColumns, type DataQuality, type LaneKey } from '@hindcast/engine';

/** A tape as it travels to a thread: columns in shared memory are not copied. */
export interface SharedTape {
  readonly key: LaneKey;
  readonly openTime: Float64Array;
  readonly columns: BarColumns;
  readonly quality: DataQuality;
}

export function shareTape({ key, openTime, columns, quality }: Tape): SharedTape {
  return { key: { ...key }, openTime, columns: { ...columns }, quality: structuredClone(quality) };
}

/** The same tape in another thread. It has been guarded already. */
export function tapeFrom({ key, openTime, columns, quality }: SharedTape): Tape {
  return new Tape(key, openTime, columns, { trusted: quality });
}
