import type { BarField, Timeframe } from '@hindcast/engine';
import type { TimeFormat } from './csv/times.ts';
import type { Spool } from './split/spool.ts';
import type { SourceFile } from './source/source-file.ts';

/** What a table is for: bars, values that bars are joined with, or events that bars are made of. */
export type TableRole = 'bars' | 'series' | 'trades' | 'liquidations';

/** A field of a trade or of a liquidation. */
export type EventField =
  'id' | 'price' | 'quantity' | 'quoteQuantity' | 'firstId' | 'lastId' | 'buyerIsMaker' | 'sellSide' | 'usd';

/**
 * How a cell becomes a number: a decimal, a time, true/false as 1/0, the side of an order as SELL = 1, or the
 * position that was liquidated as long = 1.
 */
export type CellReader = 'number' | 'time' | 'flag' | 'side' | 'position';

/** A column that is read out of a table. */
export interface ValueColumn {
  field: BarField | EventField;
  index: number;
  title: string;
  read: CellReader;
  /** Of a time. */
  format?: TimeFormat;
  /** What the number is multiplied with; 1 when left out. */
  scale?: number;
  /** Of a series: ms from the stamp to when the value was known. */
  lag?: number;
  /** Of a series: ms for which a value may be used. */
  maxAge?: number;
}

export interface TimeColumn {
  index: number;
  title: string;
  format: TimeFormat;
  /** Milliseconds added to every stamp, such as minus one bar for stamps of the close. */
  shift: number;
}

/** How a table of text is laid out. */
export interface TableShape {
  delimiter: string;
  /** Lines before the first row of data. */
  skip: number;
  columns: number;
  decimalComma: boolean;
  /** What is added to a line's number to give the row of the file. */
  lineShift: number;
}

/** Only rows whose cell holds this text are read. */
export interface RowFilter {
  index: number;
  title: string;
  equals: string;
}

/** All that has been understood of a table, and all that is needed to read it. */
export interface TablePlan {
  source: SourceFile;
  /** What it was recognised as, for the report: `klines`, `metrics`, `funding`, … */
  kind: string;
  role: TableRole;
  venue: string;
  symbol: string;
  /** Of bars. */
  timeframe?: Timeframe;
  shape: TableShape;
  time: TimeColumn;
  values: ValueColumn[];
  /** The column of the symbol. In a table that is not split, a row of another symbol is an error. */
  symbolCell?: RowFilter;
  /** The column of the venue; only tables that are split have one. */
  venueCell?: RowFilter;
  /** Whether the rows may belong to several symbols, and are to be taken apart. */
  split?: boolean;
  /** The rows of one symbol that were set aside. */
  spool?: Spool;
  where?: RowFilter[];
  /** Rows before or after are passed over, UTC ms: from <= time < to. */
  between?: { from: number; to: number };
  /** Only rows whose time is a multiple of this, ms. */
  every?: number;
  /** Its values are used only where other tables have none. */
  fallback?: boolean;
  /** The last row of the file is an unfinished bar. */
  dropLast?: boolean;
  /** Of liquidations: from when to when they are complete. */
  covers?: { from: number; to: number };
  /** Of liquidations: whether a day that has any has all of them. */
  wholeDays?: boolean;
  /** Time of the first row: what files are put in order by. */
  firstTime: number;
  notes: string[];
}
