import { TIMEFRAMES, type Timeframe } from '@hindcast/engine';
import { readHead } from './csv/read-head.ts';
import { placesIn, requireUsed, type ColumnMap, type Mappable } from './kinds/column-map.ts';
import { recognise, type ImportHints } from './kinds/recognise.ts';
import type { ImportLimits } from './limits.ts';
import type { FoundSources, IgnoredFile, SourceFile } from './source/source-file.ts';
import type { TablePlan } from './table-plan.ts';

/** Everything of one symbol on one venue that the files hold. */
export interface SymbolPlan {
  venue: string;
  symbol: string;
  bars: Map<Timeframe, TablePlan[]>;
  series: TablePlan[];
  trades: TablePlan[];
  liquidations: TablePlan[];
  /** Bars to make out of the trades, where the plan says so itself. */
  tradeTimeframes?: Timeframe[];
}

/** What an import has understood of its files before it reads them. */
export interface ImportPlan {
  symbols: SymbolPlan[];
  ignored: IgnoredFile[];
  /** Bytes on disk of all files that will be read. */
  bytes: number;
}

/** What the files were recognised as. */
export interface RecognisedFiles {
  tables: TablePlan[];
  ignored: IgnoredFile[];
  bytes: number;
}

/** Recognises every file by its first lines. */
export async function recogniseFiles(
  found: FoundSources,
  hints: ImportHints,
  limits: ImportLimits,
  signal?: AbortSignal,
): Promise<RecognisedFiles> {
  const tables: TablePlan[] = [];
  const ignored = [...found.ignored];
  let bytes = 0;
  if (hints.columns) await requireColumns(found.sources, hints.columns, limits);
  for (const source of found.sources) {
    signal?.throwIfAborted();
    const recognised = recognise(await readHead(source, limits), hints);
    if ('note' in recognised) {
      ignored.push({ file: source.label, note: recognised.note });
      continue;
    }
    tables.push(...recognised);
    bytes += source.bytes * recognised.length;
  }
  return { tables, ignored, bytes };
}

/** A column that somebody has named and no file has is a mistake, which is told before any other. */
async function requireColumns(
  sources: readonly SourceFile[],
  columns: ColumnMap,
  limits: ImportLimits,
): Promise<void> {
  const used = new Set<Mappable>();
  const titles = new Set<string>();
  for (const source of sources) {
    const head = await readHead(source, limits);
    for (const field of placesIn(head, columns).keys()) used.add(field);
    for (const title of head.titles ?? []) if (titles.size < 100) titles.add(title);
  }
  requireUsed(columns, used, titles);
}

/** Sorts tables by venue and symbol, and within them by what they are for. */
export function groupBySymbol(tables: readonly TablePlan[]): SymbolPlan[] {
  const groups = new Map<string, SymbolPlan>();
  for (const table of tables) {
    const { venue, symbol } = table;
    const id = `${venue} ${symbol}`;
    const group = groups.get(id) ?? emptyPlan(venue, symbol);
    groups.set(id, group);
    if (table.role === 'bars') {
      const timeframe = table.timeframe as Timeframe;
      group.bars.set(timeframe, [...(group.bars.get(timeframe) ?? []), table]);
    } else group[table.role].push(table);
  }
  for (const group of groups.values()) group.bars = inOrder(group.bars);
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function emptyPlan(venue: string, symbol: string): SymbolPlan {
  return { venue, symbol, bars: new Map(), series: [], trades: [], liquidations: [] };
}

function inOrder(bars: SymbolPlan['bars']): SymbolPlan['bars'] {
  const present = TIMEFRAMES.filter((timeframe) => bars.has(timeframe));
  return new Map(present.map((timeframe) => [timeframe, bars.get(timeframe) ?? []]));
}
