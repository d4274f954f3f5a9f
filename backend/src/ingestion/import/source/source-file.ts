import type { ImportLimits } from '../limits.ts';

/** One table of the input, wherever it lies: a file, or an entry of an archive. */
export interface SourceFile {
  /** How it is called in messages and in the manifest: its path below what was given, `a/b.zip › c.csv`. */
  label: string;
  /** Its own name without folders and compression: `BTCUSDT-1h-2024-01.csv`. */
  name: string;
  /** Names that may tell the symbol or the venue, the nearest first: its own, the archive's, the folders'. */
  hints: string[];
  /** Bytes on disk, for the progress bar. */
  bytes: number;
  /** Path of a file of columns, which is not read as text: Parquet by DuckDB, Feather by Arrow. */
  columns?: ColumnsFile;
  /** Its uncompressed content. */
  open(reading?: Reading): AsyncIterable<Buffer>;
}

/** A file of columns on disk. */
export interface ColumnsFile {
  path: string;
  format: 'parquet' | 'feather';
  limits: ImportLimits;
}

/** How a reader stays in touch with who asked for the data. */
export interface Reading {
  signal?: AbortSignal;
  /** Told how many more bytes of the file on disk have been read. */
  onRead?: (bytes: number) => void;
}

/** A file that is left out on purpose. */
export interface IgnoredFile {
  file: string;
  note: string;
}

/** What the given paths hold. */
export interface FoundSources {
  sources: SourceFile[];
  ignored: IgnoredFile[];
}
