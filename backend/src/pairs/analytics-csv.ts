import { PAIR_COLUMNS } from '@hindcast/engine/pairs';
import type { PairRange } from './pair-report.ts';
import { rowsIn } from './pair-report.ts';
import type { RollingPair } from './rolling-pair.ts';
import type { HedgeMethod } from '@hindcast/engine/pairs';

const LINES_AT_ONCE = 4_096;

const cell = (value: number): string => (Number.isFinite(value) ? String(value) : '');

/** Every row of a range as CSV, some thousands of lines at a time: time, both closes, every column of the pair. Missing is empty. */
export function* analyticsCsv(
  { aligned, lanes }: RollingPair,
  method: HedgeMethod,
  range: PairRange,
): Generator<string> {
  const { first, end } = rowsIn(aligned, range);
  const columns = PAIR_COLUMNS.map(({ name }) => lanes[method].columns[name].data);
  yield `${['timestamp', 'y', 'x', ...PAIR_COLUMNS.map(({ name }) => name)].join(',')}\n`;
  let lines = '';
  for (let i = first; i < end; i++) {
    const values = [aligned.closeY, aligned.closeX, ...columns].map((data) => cell(data[i]));
    lines += `${new Date(aligned.times[i]).toISOString()},${values.join(',')}\n`;
    if ((i + 1 - first) % LINES_AT_ONCE !== 0) continue;
    yield lines;
    lines = '';
  }
  if (lines) yield lines;
}
