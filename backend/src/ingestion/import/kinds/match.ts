import { TIMEFRAMES, timeframeMs, type BarField, type Timeframe } from '@hindcast/engine';
import { sampleTime, timeFormatOf, type Head } from '../csv/read-head.ts';
import { isPlausible } from '../csv/times.ts';
import type { TableRole, TimeColumn, ValueColumn } from '../table-plan.ts';
import { SYMBOL_TITLES, TIME_TITLES, Titles } from './titles.ts';

/** What a kind found in a table. One table may hold two things: taker volumes of bars, and their ratio. */
export interface Match {
  kind: string;
  role: TableRole;
  time: TimeColumn;
  values: ValueColumn[];
  timeframe?: Timeframe | undefined;
  /** Of bars: what their times are apart, ms, be it a timeframe or not. */
  length?: number | undefined;
  /** Of a table that says so itself. */
  venue?: string;
  /** Column that holds the symbol. */
  symbolIndex?: number;
  wholeDays?: boolean;
  notes: string[];
}

/** A table that is understood and not used, with the reason. */
export interface NotUsed {
  note: string;
}

export type Recognise = (table: Table) => Match[] | NotUsed | undefined;

/** A head with what every kind asks of it. */
export class Table {
  readonly head: Head;
  readonly titles: Titles;

  constructor(head: Head) {
    this.head = head;
    this.titles = new Titles(head);
  }

  get hasHeader(): boolean {
    return this.head.titles !== undefined;
  }
  get width(): number {
    return this.head.rows[0].length;
  }
  get firstRow(): string[] {
    return this.head.rows[0];
  }

  /** The column of times, if it has one that can be read. */
  time(index = this.titles.find(...TIME_TITLES)): TimeColumn | undefined {
    if (index < 0) return undefined;
    const format = timeFormatOf(this.firstRow[index] ?? '', this.head.timeFormat);
    return format && { index, title: this.titles.written[index], format, shift: 0 };
  }

  /** The columns of these fields that the table has. */
  columns(titles: Partial<Record<BarField, readonly string[]>>): ValueColumn[] {
    const found: ValueColumn[] = [];
    for (const [field, names] of Object.entries(titles)) {
      const index = this.titles.find(...names);
      if (index >= 0) found.push(this.column(field as BarField, index));
    }
    return found;
  }

  column(field: ValueColumn['field'], index: number, read: ValueColumn['read'] = 'number'): ValueColumn {
    return { field, index, title: this.titles.written[index], read };
  }

  get symbolIndex(): number | undefined {
    const index = this.titles.find(...SYMBOL_TITLES);
    return index < 0 ? undefined : index;
  }

  /** The most frequent step between the sampled times, ms; undefined for a single row. */
  step(time: TimeColumn): number | undefined {
    const counts = new Map<number, number>();
    const symbol = this.symbolIndex;
    const last = new Map<string, number>();
    for (const row of this.head.rows) {
      const name = symbol === undefined ? '' : row[symbol];
      const at = sampleTime(row[time.index] ?? '', time.format);
      if (!isPlausible(at)) continue;
      const before = last.get(name);
      last.set(name, at);
      // Stamps jitter by milliseconds, and now and then by seconds.
      if (before !== undefined && at > before)
        increment(counts, Math.round((at - before) / 1000) * 1000 || at - before);
    }
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
  }
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The timeframe of this length, if it is one of SPEC §2. */
export function timeframeOf(ms: number | undefined): Timeframe | undefined {
  return TIMEFRAMES.find((word) => timeframeMs(word) === ms);
}
