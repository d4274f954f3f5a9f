import { BAR_FIELDS, HindcastError, didYouMean, type BarField } from '@hindcast/engine';
import type { Head } from '../csv/read-head.ts';
import type { ValueColumn } from '../table-plan.ts';
import {
  BAR_TITLES,
  FUNDING_TITLES,
  INTERVAL_TITLES,
  plainTitle,
  SERIES_TITLES,
  SYMBOL_TITLES,
  TIME_TITLES,
  VENUE_TITLES,
} from './titles.ts';

/** What a column can be said to hold. */
export const MAPPABLE = [
  'time',
  'symbol',
  'venue',
  ...BAR_FIELDS,
  'price',
  'quantity',
  'buyerIsMaker',
  'side',
] as const;
export type Mappable = (typeof MAPPABLE)[number];

export interface ColumnChoice {
  /** A title of the table, or the number of a column from 1. */
  column: string | number;
  /** What its numbers are multiplied with, such as 1000 where volumes are in thousands. */
  scale?: number;
}

/** Which columns hold what, where their titles do not say it. A table that has none of them is left as it is. */
export type ColumnMap = Partial<Record<Mappable, ColumnChoice>>;

/** The title under which every kind of table knows each of them. */
const CANONICAL: Partial<Record<Mappable, string>> = { time: 'timestamp', buyerIsMaker: 'isbuyermaker' };

const ALIKE: Partial<Record<Mappable, readonly string[]>> = {
  ...BAR_TITLES,
  ...SERIES_TITLES,
  time: [...TIME_TITLES, 'transacttime', 'tradetime'],
  symbol: SYMBOL_TITLES,
  venue: VENUE_TITLES,
  fundingRate: FUNDING_TITLES,
  fundingIntervalHours: INTERVAL_TITLES,
  price: ['price', 'p'],
  quantity: ['qty', 'quantity', 'q', 'size', 'amount'],
  buyerIsMaker: ['isbuyermaker', 'buyerismaker', 'm'],
  side: ['side'],
};

/** Puts the titles that Hindcast knows in the place of those that the map names; another column of such a title loses it. */
export function mapTitles(head: Head, map: ColumnMap): Head {
  const width = head.titles?.length ?? head.rows[0].length;
  const written = head.titles ?? head.rows[0].map((_, i) => `column ${i + 1}`);
  const places = placesIn(head, map);
  if (places.size === 0) return head;
  const titles = head.titles ? [...head.titles] : Array.from({ length: width }, () => '');
  for (const field of places.keys()) {
    const alike = new Set([...(ALIKE[field] ?? []), plainTitle(field)]);
    titles.forEach((title, i) => (titles[i] = alike.has(plainTitle(title)) ? '' : title));
  }
  for (const [field, index] of places) titles[index] = CANONICAL[field] ?? field;
  return { ...head, titles, written };
}

/** Where the map's columns are in a table; those that it does not have are left out. */
export function placesIn(head: Head, map: ColumnMap): Map<Mappable, number> {
  const places = new Map<Mappable, number>();
  for (const [field, choice] of Object.entries(map) as [Mappable, ColumnChoice][]) {
    const index = indexOf(head, choice.column);
    if (index >= 0) places.set(field, index);
  }
  return places;
}

function indexOf({ titles, rows }: Head, column: string | number): number {
  if (typeof column === 'string' && titles) {
    const plain = plainTitle(column);
    const found = titles.findIndex(
      (title) => title === column || (plain !== '' && plainTitle(title) === plain),
    );
    if (found >= 0) return found;
  }
  const place = Number(column);
  return Number.isInteger(place) && place >= 1 && place <= rows[0].length ? place - 1 : -1;
}

/** Columns with the factors that the map gives them. */
export function scaled(values: readonly ValueColumn[], map: ColumnMap): ValueColumn[] {
  return values.map((column) => {
    const scale = map[column.field as BarField]?.scale;
    return scale === undefined ? column : { ...column, scale };
  });
}

/** Refuses a map that names a column which no table has: it would otherwise do nothing, silently. */
export function requireUsed(map: ColumnMap, used: ReadonlySet<Mappable>, titles: ReadonlySet<string>): void {
  for (const [field, { column }] of Object.entries(map) as [Mappable, ColumnChoice][]) {
    if (used.has(field)) continue;
    const known = [...titles];
    throw new HindcastError(
      'IMPORT_COLUMN_UNKNOWN',
      `No file has a column "${column}" to take for ${field}.`,
      didYouMean(String(column), known) || `There is: ${known.slice(0, 30).join(', ')}.`,
      { field, column },
    );
  }
}

/** `time=Datum,volume=Vol*1000` as a map. Throws CLI_USAGE for what is none. */
export function parseColumnMap(text: string): ColumnMap {
  const map: ColumnMap = {};
  for (const part of text.split(',').filter((word) => word.trim() !== '')) {
    const m = /^\s*(\w+)\s*=\s*(.+?)\s*(?:\*\s*([\d.]+(?:e-?\d+)?))?\s*$/i.exec(part);
    const field = MAPPABLE.find((word) => word === m?.[1]);
    if (!m || !field) {
      throw new HindcastError(
        'CLI_USAGE',
        `"${part.trim()}" does not say what a column holds.`,
        (m && didYouMean(m[1], MAPPABLE)) ||
          `Write time=Date,close=Last,volume=Vol*1000, out of: ${MAPPABLE.join(', ')}.`,
      );
    }
    map[field] = { column: m[2], ...(m[3] === undefined ? {} : { scale: Number(m[3]) }) };
  }
  return map;
}
