import { sampleTime, timeFormatOf } from '../csv/read-head.ts';
import type { ValueColumn } from '../table-plan.ts';
import { timeframeOf, type Match, type Recognise, type Table } from './match.ts';
import { BAR_TITLES, FUNDING_TITLES, SERIES_TITLES } from './titles.ts';

/** Binance's kline columns; the archive has them with and without a header. */
const KLINE_WIDTH = 12;
const KLINE = {
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume: 5,
  quoteVolume: 7,
  trades: 8,
  takerBuyVolume: 9,
} as const;
const CLOSE_TIME = 6;

/** Folders of Binance's archive whose files look like klines and hold no trade. */
const NOT_TRADED = /^(markPriceKlines|indexPriceKlines|premiumIndexKlines)$/i;

/** Bars of prices: klines with all columns, or open, high, low, close and what else there is. */
export const recogniseBars: Recognise = (table) => {
  const match = table.hasHeader ? withTitles(table) : (klineRow(table) ?? plainRow(table));
  if (!match) return undefined;
  const priceIndex = table.head.source.hints.find((hint) => NOT_TRADED.test(hint));
  return priceIndex ? { note: `${priceIndex}: no traded prices` } : [match];
};

function withTitles(table: Table): Match | undefined {
  const values = table.columns(BAR_TITLES);
  const isBar = ['open', 'high', 'low', 'close'].every((field) =>
    values.some((column) => column.field === field),
  );
  const time = table.time();
  if (!isBar || !time) return undefined;
  const closeIndex = table.titles.find('closetime', 'endtime');
  const notes: string[] = [];
  const extra = [...table.columns(SERIES_TITLES), ...fundingColumn(table)].filter(
    (c) => !blank(table, c.index),
  );
  if (extra.length > 0) {
    // Read at the row's own bar they can be late by one bar at most, never early: docs/datasets.md.
    notes.push(
      `${extra.map((c) => c.title).join(', ')}: taken as known at the bar's close; a recipe can say otherwise`,
    );
  }
  const kind = closeIndex >= 0 ? 'klines' : 'ohlcv';
  const length = closeIndex >= 0 ? byCloseTime(table, time.index, closeIndex) : byStep(table, time.index);
  return {
    kind,
    role: 'bars',
    time,
    values: [...values, ...extra],
    ...length,
    symbolIndex: table.symbolIndex,
    notes,
  };
}

function fundingColumn(table: Table): ValueColumn[] {
  const index = table.titles.find(...FUNDING_TITLES);
  return index < 0 ? [] : [table.column('fundingRate', index)];
}

function blank(table: Table, index: number): boolean {
  return table.head.rows.every((row) => (row[index] ?? '') === '');
}

function klineRow(table: Table): Match | undefined {
  if (table.width !== KLINE_WIDTH) return undefined;
  const time = table.time(0);
  const [open, close] = [table.firstRow[0], table.firstRow[CLOSE_TIME]];
  if (!time || !timeFormatOf(close) || !(Number(close) > Number(open))) return undefined;
  const values = Object.entries(KLINE).map(([field, index]) =>
    table.column(field as keyof typeof KLINE, index),
  );
  return {
    kind: 'klines',
    role: 'bars',
    time,
    values,
    ...byCloseTime(table, 0, CLOSE_TIME),
    notes: [],
  };
}

/** Six columns without a header: time, open, high, low, close, volume, when the prices are in that order. */
function plainRow(table: Table): Match | undefined {
  const time = table.time(0);
  if (table.width < 5 || table.width > 6 || !time) return undefined;
  const ordered = table.head.rows.every((row) => {
    const [open, high, low, close] = row.slice(1, 5).map(Number);
    return low <= open && low <= close && open <= high && close <= high;
  });
  if (!ordered) return undefined;
  const fields = ['open', 'high', 'low', 'close', 'volume'] as const;
  const values = fields.slice(0, table.width - 1).map((field, i) => table.column(field, i + 1));
  return {
    kind: 'ohlcv',
    role: 'bars',
    time,
    values,
    ...byStep(table, 0),
    notes: ['no header: taken as time, open, high, low, close, volume'],
  };
}

/** How long the bars are, ms, and the timeframe of that length if there is one. */
type BarLength = Pick<Match, 'timeframe' | 'length'>;

/** A kline closes one millisecond (or microsecond) before the next one opens. */
function byCloseTime(table: Table, openIndex: number, closeIndex: number): BarLength {
  const [open, close] = [openIndex, closeIndex].map((index) => {
    const cell = table.firstRow[index] ?? '';
    const format = timeFormatOf(cell);
    return format ? sampleTime(cell, format) : NaN;
  });
  const length = Math.round((close - open) / 1000) * 1000;
  return length > 0 ? { timeframe: timeframeOf(length), length } : byStep(table, openIndex);
}

function byStep(table: Table, index: number): BarLength {
  const time = table.time(index);
  const step = time && table.step(time);
  return { timeframe: timeframeOf(step), length: step };
}
