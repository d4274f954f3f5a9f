import type { Tape } from '@hindcast/engine';

/** Whether a bar has its prices and its volume. A venue cannot publish one without: it is a hole here. */
export function isWhole({ columns }: Tape, row: number): boolean {
  const { open, high, low, close, volume } = columns;
  const sum = open[row] + high[row] + low[row] + close[row] + volume[row];
  return sum === sum;
}
