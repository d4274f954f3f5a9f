import type { DatasetWriter, SourceManifest } from '../../datasets/index.ts';
import { notesOf, type ReadResult } from './import-report.ts';
import type { ImportPlan } from './plan-import.ts';
import type { ReadLog } from './read-log.ts';

/** A manifest is read at every opening: it lists no more files and notes than this. */
const MOST_LISTED = 500;
const SOURCES_FILE = 'sources.json';

/** Writes down what the dataset was made from: in the manifest, or beside it when there are very many files. */
export async function describeSources(
  writer: DatasetWriter,
  read: ReadResult,
  plan: ImportPlan,
  log: ReadLog,
): Promise<void> {
  const sources = log.reports().map(({ file, kind, rows, range }) => ({ file, kind, rows, range }));
  const notes = notesOf(read, plan, log);
  if (sources.length <= MOST_LISTED && notes.length <= MOST_LISTED) {
    writer.describe(sources, notes);
    return;
  }
  await writer.attach(SOURCES_FILE, `${JSON.stringify({ sources, notes })}\n`);
  const more = notes.length - MOST_LISTED;
  const listed =
    more > 0 ? [...notes.slice(0, MOST_LISTED), `${more} more notes are in ${SOURCES_FILE}`] : notes;
  writer.describe(sources.length > MOST_LISTED ? byKind(sources) : sources, listed);
}

/** One line for all files of a kind. */
function byKind(sources: readonly SourceManifest[]): SourceManifest[] {
  const kinds = new Map<string, SourceManifest & { files: number }>();
  for (const { kind, rows, range } of sources) {
    const sum = kinds.get(kind) ?? { file: '', kind, rows: 0, range: null, files: 0 };
    kinds.set(kind, sum);
    sum.files++;
    sum.rows += rows;
    sum.file = `${sum.files} files: see ${SOURCES_FILE}`;
    if (!range) continue;
    sum.range = {
      from: Math.min(sum.range?.from ?? Infinity, range.from),
      to: Math.max(sum.range?.to ?? -Infinity, range.to),
    };
  }
  return [...kinds.values()].map(({ file, kind, rows, range }) => ({ file, kind, rows, range }));
}
