import type { Table } from '$lib/format/export.ts';
import { linkTime } from '$lib/format/time.ts';
import type { Bench } from '$lib/state/replay/bench.ts';

/** The rows in the chart's view with every column that the page holds; the last is the cursor's. */
export function visibleRows(desk: Bench): Table | null {
  const { feed, cursor, recording } = desk.session;
  if (!feed) return null;
  const { window } = feed;
  const rows: (string | number | null)[][] = [];
  for (let row = Math.max(window.from, cursor + 1 - desk.bars); row <= cursor; row++) {
    const values = window.columns.map((column) => {
      const value = window.value(column, row);
      return Number.isFinite(value) ? value : null;
    });
    rows.push([linkTime(recording.openTime(row)), ...values]);
  }
  return { columns: ['openTime', ...window.columns], rows };
}
