import type { LiveState, WatchList } from '@hindcast/engine/wire';

/** What a row of the list shows, in the order of its columns. */
export const LIST_COLUMNS = [
  'close',
  'returnPct',
  'openInterestUsd',
  'oiDeltaPct',
  'oiZ',
  'globalLongShort',
  'topLongShortPositions',
  'imbalancePct',
  'cvd',
  'rsi',
  'fundingRate',
  'tier',
] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

export interface ListRow {
  venue: string;
  symbol: string;
  values: Record<ListColumn, number>;
}

export type SortKey = ListColumn | 'venue' | 'symbol';

/** The numbers of a list by lane. They come column after column, and need not begin at a multiple of eight bytes. */
export function rowsOf(state: Pick<LiveState, 'lanes'> | null, list: WatchList | null): ListRow[] {
  if (!state || !list || list.row < 0) return [];
  const bytes = list.data instanceof Uint8Array ? list.data : new Uint8Array(list.data);
  const values = new Float64Array(bytes.slice().buffer);
  const lanes = state.lanes.length;
  if (values.length !== lanes * list.columns.length) return [];
  return state.lanes.map(({ venue, symbol }, lane) => ({
    venue,
    symbol,
    values: Object.fromEntries(
      list.columns.map((name, column) => [name, values[column * lanes + lane]]),
    ) as ListRow['values'],
  }));
}

/** Sorted copies; what is missing stands last either way. */
export function sorted(rows: readonly ListRow[], { key, down }: { key: SortKey; down: boolean }): ListRow[] {
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (key === 'venue' || key === 'symbol') return sign * a[key].localeCompare(b[key]);
    const [x, y] = [a.values[key], b.values[key]];
    if (x !== x || y !== y) return Number(x !== x) - Number(y !== y);
    return sign * (x - y) || a.symbol.localeCompare(b.symbol);
  });
}
