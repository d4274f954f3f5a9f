import { BAR_FIELDS, type BarField } from '@hindcast/engine';
import type { Batch } from '../batch.ts';
import type { ReadLog } from '../read-log.ts';
import type { TablePlan } from '../table-plan.ts';

/** A place in a table of bars that is being read. */
export class TableCursor {
  readonly plan: TablePlan;
  readonly fields: BarField[];
  batch: Batch = { rows: 0, time: new Float64Array(0), line: new Int32Array(0), values: [] };
  row = 0;
  readonly #batches: AsyncIterator<Batch>;

  constructor(plan: TablePlan, log: ReadLog) {
    this.plan = plan;
    this.fields = plan.values.map(({ field }) => field as BarField);
    this.#batches = log.read(plan)[Symbol.asyncIterator]();
  }

  get time(): number {
    return this.batch.time[this.row];
  }
  get lastTime(): number {
    return this.batch.time[this.batch.rows - 1];
  }
  get line(): number {
    return this.batch.line[this.row];
  }

  /** Makes sure that there is a current row; false at the end of the table. */
  async ready(): Promise<boolean> {
    while (this.row >= this.batch.rows) {
      const next = await this.#batches.next();
      if (next.done) return false;
      this.batch = next.value;
      this.row = 0;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}

/** The bar fields that any of the tables has, in the order of BAR_FIELDS. */
export function fieldsOf(plans: readonly TablePlan[]): BarField[] {
  const present = new Set(plans.flatMap((plan) => plan.values.map(({ field }) => field)));
  return BAR_FIELDS.filter((field) => present.has(field));
}
