import type { Table } from '$lib/format/export.ts';
import { linkTime } from '$lib/format/time.ts';
import { columnsFor, type ListColumn } from '$lib/state/live/list-columns.ts';
import type { LiveWatchList } from '$lib/state/live/watch-list.svelte.ts';
import { preferences } from '$lib/state/preferences.svelte.ts';
import { stateWords, tiersIn } from './tier-looks.ts';

/** The list as it is shown: its rows in their order, its columns, and the close of the bar. */
export function listTable(list: LiveWatchList): Table | null {
  const { board } = list;
  if (!board) return null;
  const words = new Map(
    (list.state?.docs ?? []).flatMap((doc) => (doc.words ? [[doc.name, doc.words]] : [])),
  );
  const columns = columnsFor(list.columns, preferences.units).filter(({ kind }) => kind !== 'line');
  const closed = linkTime(board.closedAt);
  const cell = ({ id, kind, source }: ListColumn, lane: number): string | number | null => {
    if (id === 'symbol') return board.lanes[lane].symbol;
    if (id === 'venue') return board.lanes[lane].venue;
    if (kind === 'tier') return tiersIn(board.at(lane, 'tiers') || 0).join(' ');
    const value = kind === 'price' ? list.price(lane) : board.at(lane, source);
    if (kind === 'state') return Number.isFinite(value) ? stateWords(words, source, value) : null;
    return Number.isFinite(value) ? value : null;
  };
  return {
    columns: ['barClose', 'timeframe', ...columns.map(({ id }) => id)],
    rows: list.rows.map((lane) => [closed, board.timeframe, ...columns.map((column) => cell(column, lane))]),
  };
}
