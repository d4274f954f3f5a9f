import type { BarColumns, BarField } from '@hindcast/engine';

/** A run of bars in order of time. Fields that are left out are missing in all of them. */
export interface BarRun {
  rows: number;
  openTime: Float64Array;
  columns: Partial<BarColumns>;
}

export const RUN_ROWS = 8192;

export function emptyRun(fields: readonly BarField[]): BarRun {
  const columns: Partial<BarColumns> = {};
  for (const field of fields) columns[field] = new Float64Array(RUN_ROWS);
  return { rows: 0, openTime: new Float64Array(RUN_ROWS), columns };
}
