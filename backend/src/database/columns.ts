import type { ColumnOptions, EntitySchemaColumnOptions } from 'typeorm';

/** `bigint` comes back as text from Postgres and as a number from SQLite: a time is always a number here. */
export const TIME = {
  type: 'bigint',
  transformer: { to: (time: number) => time, from: (stored: string | number) => Number(stored) },
} satisfies ColumnOptions & EntitySchemaColumnOptions;

/** A missing value is NaN in memory and NULL in a row, never 0. */
export const VALUE = {
  type: 'double precision',
  nullable: true,
  transformer: {
    to: (value: number | null) => (value === null || !Number.isFinite(value) ? null : value),
    from: (stored: number | null) => stored ?? NaN,
  },
} satisfies ColumnOptions & EntitySchemaColumnOptions;

/** A time that may not have come yet. */
export const MAYBE_TIME = {
  type: 'bigint',
  nullable: true,
  transformer: {
    to: (time: number | null) => time,
    from: (stored: string | number | null) => (stored === null ? null : Number(stored)),
  },
} satisfies ColumnOptions;
