import type { Batch } from './batch.ts';
import { readTable } from './csv/read-table.ts';
import type { TimeFormat } from './csv/times.ts';
import type { ImportLimits } from './limits.ts';
import { repaired, type Repair } from './repair.ts';
import { splitTable } from './split/split-table.ts';
import type { TablePlan } from './table-plan.ts';

/** What was read of one file, for the report and the manifest. */
export interface FileReport {
  file: string;
  kind: string;
  venue: string;
  symbol: string;
  timeframe?: string;
  rows: number;
  /** Times of the first and the last row, UTC ms as stamped; null for no row. */
  range: { from: number; to: number } | null;
  /** What its columns were taken for. */
  columns: UnderstoodColumn[];
  notes: string[];
}

/** What a column of a file was taken for. */
export interface UnderstoodColumn {
  title: string;
  /** A field of a bar or of an event, or `time`. */
  field: string;
  /** Of a time: how it is written. */
  format?: TimeFormat;
  /** What its numbers are multiplied with, where they are. */
  scale?: number;
}

/** Reads tables and keeps account of them: rows, ranges, and how far the whole import has come. */
export class ReadLog {
  readonly limits: ImportLimits;
  readonly signal: AbortSignal | undefined;
  readonly repairs: readonly Repair[];
  readonly #files = new Map<TablePlan, FileReport>();
  readonly #onRead: (bytes: number, file: string) => void;

  constructor(
    limits: ImportLimits,
    signal: AbortSignal | undefined,
    onRead: (bytes: number, file: string) => void = () => undefined,
    repairs: readonly Repair[] = [],
  ) {
    this.repairs = repairs;
    this.limits = limits;
    this.signal = signal;
    this.#onRead = onRead;
  }

  /** The table's batches. Reading it a second time, for another timeframe, is not counted again. */
  async *read(plan: TablePlan): AsyncGenerator<Batch> {
    const report = this.#report(plan);
    const label = plan.source.label;
    const reading = { signal: this.signal, onRead: (bytes: number) => this.#onRead(bytes, label) };
    const anyOrder = this.repairs.length > 0;
    const rows = plan.spool ? plan.spool.read() : readTable(plan, this.limits, reading, { anyOrder });
    const note = (text: string): void => void report?.notes.push(text);
    const batches = anyOrder ? repaired(plan, rows, this.repairs, note) : rows;
    for await (const batch of batches) {
      this.signal?.throwIfAborted();
      if (report) count(report, batch, plan.time.shift);
      yield batch;
    }
  }

  /** The time of a table's earliest row, which is not the first one where rows are not in order. */
  async earliest(plan: TablePlan): Promise<number> {
    let earliest = Infinity;
    const rows =
      plan.spool?.read() ?? readTable(plan, this.limits, { signal: this.signal }, { anyOrder: true });
    for await (const batch of rows) {
      for (let i = 0; i < batch.rows; i++) if (batch.time[i] < earliest) earliest = batch.time[i];
    }
    return earliest;
  }

  /** Takes a table of several symbols apart; the parts are set aside in `folder`. */
  split(plan: TablePlan, folder: string): Promise<TablePlan[]> {
    const label = plan.source.label;
    const reading = { signal: this.signal, onRead: (bytes: number) => this.#onRead(bytes, label) };
    return splitTable(plan, folder, this.limits, reading, this.repairs.length > 0);
  }

  /** In the order in which they were read. */
  reports(): FileReport[] {
    return [...this.#files.values()];
  }

  #report(plan: TablePlan): FileReport | undefined {
    if (this.#files.has(plan)) return undefined;
    const { source, kind, venue, symbol, timeframe, notes } = plan;
    const report: FileReport = {
      file: source.label,
      kind,
      venue,
      symbol,
      rows: 0,
      range: null,
      columns: understood(plan),
      notes: [...notes],
    };
    if (timeframe) report.timeframe = timeframe;
    this.#files.set(plan, report);
    return report;
  }
}

/** What the columns of a table were taken for. */
export function understood({ time, values }: TablePlan): UnderstoodColumn[] {
  return [
    { title: time.title, field: 'time', format: time.format },
    ...values.map(({ title, field, scale }) => ({ title, field, ...(scale === undefined ? {} : { scale }) })),
  ];
}

function count(report: FileReport, batch: Batch, shift: number): void {
  if (batch.rows === 0) return;
  report.rows += batch.rows;
  const last = batch.time[batch.rows - 1] - shift;
  report.range = { from: report.range?.from ?? batch.time[0] - shift, to: last };
}
