import type { Tape } from '@hindcast/engine';
import type { DatasetWriter } from './dataset-writer.ts';

/** Writes a tape as one lane, in runs of real bars: a row without a close is a hole of the grid, not a bar. */
export async function writeTape(writer: DatasetWriter, tape: Tape): Promise<void> {
  const lane = await writer.lane(tape.key);
  const { close } = tape.columns;
  let from = 0;
  while (from < tape.rows) {
    if (close[from] !== close[from]) {
      from++;
      continue;
    }
    let to = from + 1;
    while (to < tape.rows && close[to] === close[to]) to++;
    lane.append(tape.openTime, tape.columns, from, to);
    await lane.drain();
    from = to;
  }
  await lane.finish();
}
