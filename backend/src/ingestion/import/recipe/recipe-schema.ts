import { BAR_FIELDS, TIMEFRAMES } from '@hindcast/engine';
import { z } from 'zod';
import { TIME_FORMATS } from '../csv/times.ts';

/** The version of the recipe language, written in the file as `recipe: 1`. */
export const RECIPE_VERSION = 1;

const duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a duration such as 250ms, 5m or 8h');
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?Z?)?$/, 'must be a date, and may have a time in UTC');

/** A column by its title, or by its number from 1 where the table has no header. */
const columnName = z.union([z.string().min(1), z.number().int().positive()]);
const timeColumn = z.union([
  columnName,
  z.strictObject({ column: columnName, format: z.enum(TIME_FORMATS).optional() }),
]);
const valueColumn = z.union([
  columnName,
  z.strictObject({
    column: columnName,
    scale: z
      .number()
      .refine((x) => x !== 0, 'must not be 0')
      .optional(),
  }),
]);

const barFields = z.partialRecord(z.enum(BAR_FIELDS), valueColumn);

const tableKeys = {
  /** Path below the folder that is imported; `*` stands for any letters of the last part. */
  file: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  time: timeColumn.optional(),
  where: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  delimiter: z.string().length(1).optional(),
  decimalComma: z.boolean().optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** Only rows whose time is a whole multiple of this since 1970. */
  every: duration.optional(),
  /** Used only where the tables before it have nothing. */
  fallback: z.boolean().optional(),
};

const barTable = z.strictObject({
  ...tableKeys,
  stamp: z.enum(['open', 'close']).optional(),
  columns: barFields.optional(),
  /** Leaves the last row of each file out: the bar was not finished when it was recorded. */
  dropLast: z.boolean().optional(),
});

const seriesTable = z.strictObject({
  ...tableKeys,
  stamp: z.enum(['open', 'close']).optional(),
  /** The length of what one value covers; needed for stamps of its opening, and for the default of `stale`. */
  interval: duration.optional(),
  lag: duration.optional(),
  stale: duration.optional(),
  columns: barFields.optional(),
});

const tradeTable = z.strictObject({
  ...tableKeys,
  columns: z
    .strictObject({
      price: valueColumn,
      quantity: valueColumn,
      buyerIsMaker: columnName,
      id: columnName.optional(),
      quoteQuantity: valueColumn.optional(),
    })
    .optional(),
});

const liquidationTable = z.strictObject({
  ...tableKeys,
  /** What the side says: the order's (SELL liquidates a long) or the position that was liquidated. */
  side: z.enum(['order', 'position']).optional(),
  /** From when to when the events are complete; from the first to the last one when left out. */
  covers: z.strictObject({ from: instant, to: instant }).optional(),
  columns: z
    .strictObject({
      side: columnName,
      price: valueColumn.optional(),
      quantity: valueColumn.optional(),
      usd: valueColumn.optional(),
    })
    .optional(),
});

/** `for` repeats a lane for every combination of its words, put in for `${name}`; it is gone when a lane is checked. */
export const forSchema = z.looseObject({
  for: z.record(z.string().regex(/^\w+$/), z.array(z.union([z.string(), z.number()])).min(1)).optional(),
});

const laneKeys = z.strictObject({
  venue: z.string().regex(/^[a-z0-9]+$/, 'must be a ccxt exchange id, such as binanceusdm'),
  symbol: z.string().min(1),
  timeframe: z.enum(TIMEFRAMES),
  bars: z.array(barTable).min(1).optional(),
  trades: z.array(tradeTable).min(1).optional(),
  series: z.array(seriesTable).optional(),
  liquidations: z.array(liquidationTable).optional(),
});

export const recipeSchema = z.strictObject({
  recipe: z.literal(RECIPE_VERSION),
  name: z.string(),
  title: z.string().optional(),
  origin: z.string(),
  licence: z.string(),
  simulated: z.boolean().optional(),
  notes: z.array(z.string()).optional(),
  lanes: z.array(laneKeys).min(1),
});

export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeLane = z.infer<typeof laneKeys>;
export type BarTable = z.infer<typeof barTable>;
export type SeriesTable = z.infer<typeof seriesTable>;
export type TradeTable = z.infer<typeof tradeTable>;
export type LiquidationTable = z.infer<typeof liquidationTable>;
/** What every kind of table has. */
export type AnyTable = Pick<
  BarTable,
  'file' | 'time' | 'where' | 'delimiter' | 'decimalComma' | 'from' | 'to' | 'every' | 'fallback'
>;
export type ColumnName = z.infer<typeof columnName>;
export type ValueSpec = z.infer<typeof valueColumn>;

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration that the schema has checked. */
export function durationMs(text: string): number {
  const m = /^([\d.]+)([a-z]+)$/.exec(text);
  return m ? Number(m[1]) * UNITS[m[2]] : NaN;
}
