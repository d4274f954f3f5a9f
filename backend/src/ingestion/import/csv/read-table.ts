import type { Batch } from '../batch.ts';
import type { ImportLimits } from '../limits.ts';
import type { Reading } from '../source/source-file.ts';
import type { TablePlan } from '../table-plan.ts';
import { RecordReader, type CsvRecord } from './record-reader.ts';
import { RowReader, type RowOptions } from './row-reader.ts';

/** Reads a table of text as columns of numbers, batch after batch, in bounded memory. */
export async function* readTable(
  plan: TablePlan,
  limits: ImportLimits,
  reading: Reading,
  options: RowOptions = {},
): AsyncGenerator<Batch> {
  const reader = new RecordReader(plan.source.label, plan.shape.delimiter, limits, plan.shape.lineShift);
  const rows = new RowReader(plan, options);
  const take = (record: CsvRecord): void => rows.take(record);
  for await (const chunk of plan.source.open(reading)) {
    reading.signal?.throwIfAborted();
    reader.push(chunk, take);
    yield* rows.full();
  }
  reader.end(take);
  if (plan.dropLast) rows.dropLast();
  yield* rows.full();
  if (rows.batch.rows > 0) yield rows.batch;
}
