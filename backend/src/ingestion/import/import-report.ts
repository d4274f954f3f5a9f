import { HindcastError } from '@hindcast/engine';
import type { DatasetManifest, LaneFacts, LaneManifest } from '../../datasets/index.ts';
import type { ImportPlan } from './plan-import.ts';
import type { FileReport, ReadLog } from './read-log.ts';
import type { IgnoredFile } from './source/source-file.ts';

export type LaneReport = Pick<
  LaneManifest,
  'venue' | 'symbol' | 'timeframe' | 'rows' | 'range' | 'missingBars' | 'gaps' | 'coverage'
>;

/** What an import did, or a dry run would do. */
export interface ImportReport {
  name: string;
  dryRun: boolean;
  /** The written dataset's digest; null for a dry run. */
  digest: string | null;
  /** Bars of all lanes. */
  rows: number;
  lanes: LaneReport[];
  files: FileReport[];
  ignored: IgnoredFile[];
  /** What a person should know: what was repaired, left out, or taken in a way that could be another. */
  notes: string[];
}

/** What came out of reading everything. */
export interface ReadResult {
  facts: LaneFacts[];
  notes: string[];
}

export function reportOf(
  name: string,
  read: ReadResult,
  plan: ImportPlan,
  log: ReadLog,
  digest: string | null,
): ImportReport {
  const lanes = read.facts.map(({ key, rows, range, missingBars, gaps, coverage }) => {
    return { ...key, rows, range, missingBars, gaps, coverage };
  });
  const rows = lanes.reduce((sum, lane) => sum + lane.rows, 0);
  const { ignored } = plan;
  return {
    name,
    dryRun: digest === null,
    digest,
    rows,
    lanes,
    files: log.reports(),
    ignored,
    notes: notesOf(read, plan, log),
  };
}

/** The report of a dataset that was taken over as it is. */
export function reportOfAdopted(name: string, manifest: DatasetManifest, dryRun: boolean): ImportReport {
  const lanes = manifest.lanes.map(
    ({ venue, symbol, timeframe, rows, range, missingBars, gaps, coverage }) => {
      return { venue, symbol, timeframe, rows, range, missingBars, gaps, coverage };
    },
  );
  const files = manifest.lanes.map(({ file, venue, symbol, timeframe, rows, range }) => {
    return { file, kind: 'hindcast', venue, symbol, timeframe, rows, range, columns: [], notes: [] };
  });
  const { digest, rows, notes } = manifest;
  return { name, dryRun, digest: dryRun ? null : digest, rows, lanes, files, ignored: [], notes };
}

/** All remarks, those of the lanes first. */
export function notesOf(read: ReadResult, plan: ImportPlan, log: ReadLog): string[] {
  const ofFiles = log.reports().flatMap(({ file, notes }) => notes.map((note) => `${file}: ${note}`));
  const ofIgnored = plan.ignored.map(({ file, note }) => `${file} is left out: ${note}`);
  return [...read.notes, ...ofFiles, ...ofIgnored];
}

export function noPrices(plan: ImportPlan): HindcastError {
  const tables = plan.symbols.flatMap((s) => [
    ...s.series,
    ...s.liquidations,
    ...[...s.bars.values()].flat(),
  ]);
  const kinds = [...new Set(tables.map(({ kind }) => kind))];
  const held = kinds.length > 0 ? `They hold ${kinds.join(', ')} only.` : 'No file holds a table.';
  return new HindcastError(
    'IMPORT_NO_PRICES',
    `There are no prices in these files. ${held}`,
    'Add klines, OHLC bars or trades of the same symbols: a dataset is made of bars.',
  );
}

export function cancelled(): HindcastError {
  return new HindcastError(
    'IMPORT_CANCELLED',
    'Cancelled: nothing was imported.',
    'Start it again when you like.',
  );
}
