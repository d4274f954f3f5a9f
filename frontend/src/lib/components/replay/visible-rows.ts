import { decodeFrame, type Frame } from '@hindcast/engine/wire';
import { toCsv, toJson, type Table } from '$lib/format/export.ts';
import { linkTime } from '$lib/format/time.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { RowSpan } from '$lib/charts/marks/source.ts';
import type { ReplaySession } from '$lib/state/replay/session.svelte.ts';

export type RowsFormat = 'csv' | 'json' | 'parquet';

/**
 * The rows that a chart shows, with every column there is and those that its layout derives from them, as a file. All formats say the same: the open time first, as a text
 * in UTC in CSV and JSON and in UTC ms in Parquet; what is missing is an empty field, null or NULL.
 */
export async function visibleRows(
  format: RowsFormat,
  { source, feed, opened, derived }: Pick<ReplaySession, 'source' | 'feed' | 'opened' | 'derived'>,
  rows: RowSpan | null,
): Promise<Blob> {
  if (!feed || !rows || rows.from >= rows.to) throw nothing();
  const { venue, symbol } = feed.lane;
  const usual = opened?.columns ?? [];
  const columns = derived.length > 0 ? { columns: [...usual, ...derived] } : {};
  const request = { venue, symbol, from: rows.from, to: rows.to, ...columns };
  if (format === 'parquet') {
    const { data } = await source.file(request);
    return new Blob([new Uint8Array(data)]);
  }
  const table = tableOf(await source.rows(request));
  return format === 'csv'
    ? new Blob([toCsv(table)], { type: 'text/csv' })
    : new Blob([toJson(table)], { type: 'application/json' });
}

/** The rows of a frame, one after the other; times are texts. */
export function tableOf(frame: Frame): Table {
  const { columns, rows: count, column } = decodeFrame(frame);
  const cell = (name: string, i: number): string | number | null => {
    const value = column(name)?.[i] ?? NaN;
    if (!Number.isFinite(value)) return null;
    return name === 'openTime' ? linkTime(value) : value;
  };
  const rows = Array.from({ length: count }, (_, i) => columns.map((name) => cell(name, i)));
  return { columns, rows };
}

function nothing(): Failure {
  return new Failure({
    code: 'NO_ROWS',
    message: 'No bar is in the view of the chart.',
    action: 'Go back to the cursor, then save the rows.',
  });
}
