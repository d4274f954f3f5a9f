import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { groupBySymbol, type ImportPlan, type RecognisedFiles } from './plan-import.ts';
import type { ReadLog } from './read-log.ts';
import type { TablePlan } from './table-plan.ts';

/**
 * Takes tables of several symbols apart, their parts set aside below `scratch`, and sorts all tables by symbol.
 * `symbol` is the only one that is wanted, if one was named.
 */
export async function groupTables(
  files: RecognisedFiles,
  symbol: string | undefined,
  scratch: string,
  log: ReadLog,
): Promise<ImportPlan> {
  const tables: TablePlan[] = [];
  for (const [i, table] of files.tables.entries()) {
    if (!table.split) {
      tables.push(table);
      continue;
    }
    const folder = join(scratch, String(i));
    await mkdir(folder, { recursive: true });
    const parts = await log.split(table, folder);
    const wanted = symbol === undefined ? parts : parts.filter((part) => part.symbol === table.symbol);
    // A table of one symbol is called as the user calls it, whatever its cells say.
    const isOnly = wanted.length === 0 && parts.length === 1;
    tables.push(...(isOnly ? [{ ...parts[0], symbol: table.symbol }] : wanted));
  }
  return { symbols: groupBySymbol(tables), ignored: files.ignored, bytes: files.bytes };
}

/** Files are opened when their first row is due: where rows are not in order, that row has to be looked for. */
export async function findEarliest(plan: ImportPlan, log: ReadLog): Promise<void> {
  for (const { bars, series, trades, liquidations } of plan.symbols) {
    for (const table of [...[...bars.values()].flat(), ...series, ...trades, ...liquidations]) {
      table.firstTime = await log.earliest(table);
    }
  }
}
