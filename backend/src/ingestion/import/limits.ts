/** What an input may cost before it is refused as hostile or broken. */
export interface ImportLimits {
  /** Longest line of a text file, bytes. */
  lineBytes: number;
  /** Most columns of a line. */
  columns: number;
  /** Largest file inside an archive, uncompressed bytes, declared or found. */
  entryBytes: number;
  /** Most times that something may grow when it is decompressed. Real CSV grows 3 to 30 times. */
  ratio: number;
  /** Growth is not looked at below this many bytes: tiny files may compress a lot. */
  ratioFrom: number;
  /** Most files in one archive. */
  entries: number;
  /** Most files in one import. */
  files: number;
  /** Most symbols in one table. */
  symbols: number;
  /** Deepest folder. */
  depth: number;
}

export const DEFAULT_LIMITS: ImportLimits = {
  lineBytes: 64 * 1024,
  columns: 256,
  entryBytes: 8 * 1024 ** 3,
  ratio: 200,
  ratioFrom: 16 * 1024 ** 2,
  entries: 10_000,
  files: 1_000_000,
  symbols: 5_000,
  depth: 16,
};
