import { BAR_FIELDS, type BarField } from '@hindcast/engine';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { TIME, VALUE } from '../columns.ts';

/** How a bar came to be known. */
export const BAR_SOURCES = ['kline', 'trades', 'part', 'history', 'repair', 'revised'] as const;
export type BarSource = (typeof BAR_SOURCES)[number];

/**
 * One bar as it was known from a moment on; NaN is a missing value. What is learnt later about the same bar is another
 * row with a higher revision: nothing that was known is ever overwritten.
 */
export type BarRecord = {
  /** `live`, or which recorded market was played: bars of the one are never taken for the other's. */
  market: string;
  timeframe: string;
  /** UTC ms. */
  openTime: number;
  venue: string;
  symbol: string;
  /** 0 is what was known first. */
  revision: number;
  /** When it was known here, UTC ms. */
  knownAt: number;
  source: BarSource;
} & Record<BarField, number>;

const key: EntitySchemaColumnOptions = { type: 'varchar', primary: true };

/**
 * The fields of a bar are the engine's: one list for the tape, the files and this table. The key begins with the time,
 * so that the bars of a slice stand together: what is written and read at once is one place of the file.
 */
export const BarEntity = new EntitySchema<BarRecord>({
  name: 'bar',
  tableName: 'bars',
  withoutRowid: true,
  indices: [{ name: 'bars_lane', columns: ['market', 'timeframe', 'venue', 'symbol', 'openTime'] }],
  columns: {
    market: key,
    timeframe: key,
    openTime: { ...TIME, primary: true },
    venue: key,
    symbol: key,
    revision: { type: 'integer', primary: true },
    knownAt: TIME,
    source: { type: 'varchar' },
    ...(Object.fromEntries(BAR_FIELDS.map((field) => [field, VALUE])) as Record<
      BarField,
      EntitySchemaColumnOptions
    >),
  },
});
