import { HindcastError } from '@hindcast/engine';
import { readHead, type Head } from './csv/read-head.ts';
import { recognise, type ImportHints } from './kinds/recognise.ts';
import type { ImportLimits } from './limits.ts';
import { understood, type UnderstoodColumn } from './read-log.ts';
import { findSources } from './source/find-sources.ts';
import type { IgnoredFile } from './source/source-file.ts';

/** How a table begins, and what it was taken for. */
export interface TableHead {
  file: string;
  /** Titles as they stand in the file; null when it has none, or cannot be read. */
  titles: string[] | null;
  /** Its first rows, as text. */
  rows: string[][];
  /** What it is; several where one table holds two things. Empty when it was not recognised. */
  understood: {
    kind: string;
    venue: string;
    symbol: string;
    timeframe: string | null;
    columns: UnderstoodColumn[];
    notes: string[];
  }[];
  /** Why it is not used though it was understood. */
  note: string | null;
  /** Why it was not understood. */
  problem: HindcastError | null;
}

export interface TableHeads {
  tables: TableHead[];
  /** How many more files there are than were looked at. */
  more: number;
  ignored: IgnoredFile[];
}

const MOST_TABLES = 40;
const SHOWN_ROWS = 5;

/** Looks at the first lines of each file, one by one: what one cannot be read as does not hide the others. */
export async function readHeads(
  paths: readonly string[],
  hints: ImportHints,
  limits: ImportLimits,
): Promise<TableHeads> {
  const { sources, ignored } = await findSources(paths, limits);
  const tables: TableHead[] = [];
  for (const source of sources.slice(0, MOST_TABLES)) {
    const table: TableHead = {
      ...{ file: source.label, titles: null, rows: [], understood: [], note: null, problem: null },
    };
    tables.push(table);
    try {
      const head = await readHead(source, limits);
      table.titles = head.titles ?? null;
      table.rows = head.rows.slice(0, SHOWN_ROWS);
      takeFor(table, head, hints);
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      table.problem = error;
    }
  }
  return { tables, more: sources.length - tables.length, ignored };
}

function takeFor(table: TableHead, head: Head, hints: ImportHints): void {
  const found = recognise(head, hints);
  if ('note' in found) {
    table.note = found.note;
    return;
  }
  table.understood = found.map((plan) => ({
    kind: plan.kind,
    venue: plan.venue,
    symbol: plan.symbol,
    timeframe: plan.timeframe ?? null,
    columns: understood(plan),
    notes: plan.notes,
  }));
}
