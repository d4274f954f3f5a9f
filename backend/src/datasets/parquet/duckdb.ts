import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** A private in-memory DuckDB. It spills to `spill` instead of growing past its memory limit. */
export interface Duck {
  connection: DuckDBConnection;
  close(): void;
}

const MEMORY_LIMIT = '512MB';

/**
 * Opens DuckDB lazily: the native library costs 70 MB, and `--help` must not pay for it.
 * One thread writes row groups in a fixed order, so the same bars always give the same Parquet bytes.
 */
export async function openDuck(options: { threads: number; spill?: string }): Promise<Duck> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  const settings: Record<string, string> = {
    threads: String(options.threads),
    memory_limit: MEMORY_LIMIT,
    // Extensions would be fetched from the network; nothing here needs one that is not built in.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  };
  if (options.spill) settings.temp_directory = options.spill;
  const instance: DuckDBInstance = await Instance.create(':memory:', settings);
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/**
 * DuckDB's own low-level functions: the only way to copy a typed array into or out of a vector whole. The
 * friendlier layer sets and gets one JS value at a time.
 */
export async function loadBindings() {
  return (await import('@duckdb/node-bindings')).default;
}
export type Bindings = Awaited<ReturnType<typeof loadBindings>>;

export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
