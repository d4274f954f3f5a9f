// Pushes ten million bars and prints what the process holds beyond the columns after each million: a JSON array of bytes.
import { BAR_FIELDS, Lane, Tape } from '@hindcast/engine';
import { KEY, marketColumns, recordsOf } from '../market.mjs';

const ROWS = 1_000_000;
const STEP = 300_000;
const market = marketColumns(ROWS);
const { records, width } = recordsOf(market);

const beyond = [];
for (let million = 0; million < 10; million++) {
  // Each million is a tape of its own, later in time: all ten at once would be six gigabytes of columns.
  const tape = Tape.empty(KEY, ROWS);
  const lane = new Lane(tape);
  const shift = million * ROWS * STEP;
  for (let i = 0; i < ROWS; i++) {
    tape.appendRecord(market.openTime[i] + shift, records, i * width);
    lane.advance(i + 1);
  }
  globalThis.gc();
  const columns = (1 + BAR_FIELDS.length + lane.columnNames().length) * ROWS * 8;
  const { heapUsed, external } = process.memoryUsage();
  beyond.push(heapUsed + external - columns);
}
process.stdout.write(JSON.stringify(beyond));
