import { BAR_FIELDS, type BarField } from '@hindcast/engine';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { TIME, VALUE } from '../columns.ts';

/** One closed bar as it was seen live; NaN is a missing value. */
export type BarRecord = {
  venue: string;
  symbol: string;
  timeframe: string;
  /** UTC ms. */
  openTime: number;
} & Record<BarField, number>;

const key: EntitySchemaColumnOptions = { type: 'varchar', primary: true };

/** The fields of a bar are the engine's: one list for the tape, the files and this table. */
export const BarEntity = new EntitySchema<BarRecord>({
  name: 'bar',
  tableName: 'bars',
  columns: {
    venue: key,
    symbol: key,
    timeframe: key,
    openTime: { ...TIME, primary: true },
    ...(Object.fromEntries(BAR_FIELDS.map((field) => [field, VALUE])) as Record<
      BarField,
      EntitySchemaColumnOptions
    >),
  },
});
