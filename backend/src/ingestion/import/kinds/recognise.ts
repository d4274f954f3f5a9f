import { parseTimeframe, timeframeMs, type Timeframe } from '@hindcast/engine';
import { sampleTime, type Head } from '../csv/read-head.ts';
import { requireUtf8 } from '../csv/record-reader.ts';
import { wrongWidth } from '../csv/row-width.ts';
import type { TimeFormat } from '../csv/times.ts';
import { inputError, quoted } from '../import-error.ts';
import { symbolIn, toCcxtSymbol, venueIn } from '../symbols.ts';
import type { RowFilter, TablePlan } from '../table-plan.ts';
import { recogniseBars } from './bars.ts';
import { mapTitles, scaled, type ColumnMap } from './column-map.ts';
import { recogniseBooks, recogniseLiquidations, recogniseTrades } from './events.ts';
import { recogniseExported } from './exported.ts';
import { VENUE_TITLES } from './titles.ts';
import { Table, type Match, type NotUsed, type Recognise } from './match.ts';
import { recogniseBareMetrics, recogniseFunding, recogniseSeries } from './series.ts';

/** The kinds of tables, the most particular first. */
const KINDS: readonly Recognise[] = [
  recogniseExported,
  recogniseBooks,
  recogniseTrades,
  recogniseLiquidations,
  recogniseBars,
  recogniseBareMetrics,
  recogniseFunding,
  recogniseSeries,
];

/** What the user says about all files at once; what is left out is found in each file and its names. */
export interface ImportHints {
  venue?: string;
  symbol?: string;
  timeframe?: string;
  decimalComma?: boolean;
  /** Which columns hold what, where their titles do not say it. */
  columns?: ColumnMap;
  /** How times are written, where it cannot be told: `12/31/2023` and `31/12/2023` look alike. */
  timeFormat?: TimeFormat;
  /** Whether bars are stamped at their open, as everywhere, or at their close. */
  stamp?: 'open' | 'close';
}

/** Kinds that are called by what the file is. */
const KIND_NAMES: Record<string, string | undefined> = {
  arrays: 'freqtrade',
  parquet: 'parquet',
  feather: 'feather',
};

export const DEFAULT_VENUE = 'binanceusdm';

/** Recognises a table by its header and its values; names only tell the symbol and the venue. */
export function recognise(head: Head, hints: ImportHints): TablePlan[] | NotUsed {
  const table = new Table(asTold(head, hints));
  for (const kind of KINDS) {
    const found = kind(table);
    if (found === undefined) continue;
    return 'note' in found ? found : found.flatMap((match) => plans(table, match, hints));
  }
  throw notRecognised(head);
}

function asTold(head: Head, { columns, timeFormat }: ImportHints): Head {
  const mapped = columns ? mapTitles(head, columns) : head;
  return timeFormat ? { ...mapped, timeFormat } : mapped;
}

function plans(table: Table, match: Match, hints: ImportHints): TablePlan[] {
  const { head } = table;
  const { source } = head;
  const columns = head.titles?.length ?? table.width;
  // A first row that is cut off has no cell where a symbol or a venue is looked for.
  if (table.width !== columns) throw wrongWidth(source.label, head.firstLine, table.width, columns);
  const symbol = symbolOf(table, match, hints);
  const timeframe = match.role === 'bars' ? timeframeFor(table, match, hints) : undefined;
  const late = timeframe && hints.stamp === 'close' ? timeframeMs(timeframe) : 0;
  const time = { ...match.time, shift: match.time.shift - late };
  return [
    {
      source,
      kind: KIND_NAMES[head.kind ?? ''] ?? match.kind,
      role: match.role,
      venue: hints.venue ?? match.venue ?? venueIn(source.hints) ?? DEFAULT_VENUE,
      symbol,
      ...(timeframe ? { timeframe } : {}),
      shape: {
        delimiter: head.delimiter,
        skip: head.skip,
        columns,
        decimalComma: hints.decimalComma ?? false,
        lineShift: head.lineShift,
      },
      time,
      values: hints.columns ? scaled(match.values, hints.columns) : match.values,
      ...(match.wholeDays ? { wholeDays: true } : {}),
      ...rowsBy(table, match, hints),
      firstTime: sampleTime(table.firstRow[time.index], time.format) + time.shift,
      notes: match.notes,
    },
  ];
}

/** Files of the archive's kinds hold one symbol; any other table with a column of symbols may hold many. */
const ONE_SYMBOL = new Set(['klines', 'metrics', 'hindcast']);

function rowsBy(table: Table, match: Match, hints: ImportHints): Partial<TablePlan> {
  const cellAt = (index: number): RowFilter => ({
    index,
    title: table.titles.written[index],
    equals: requireUtf8(
      table.firstRow[index],
      table.head.source.label,
      table.head.firstLine,
      table.titles.written[index],
    ),
  });
  const venueIndex = table.titles.find(...VENUE_TITLES);
  const split = !ONE_SYMBOL.has(match.kind);
  const byVenue = split && venueIndex >= 0 && hints.venue === undefined;
  if (match.symbolIndex === undefined && !byVenue) return {};
  return {
    ...(match.symbolIndex === undefined ? {} : { symbolCell: cellAt(match.symbolIndex) }),
    ...(byVenue ? { venueCell: cellAt(venueIndex) } : {}),
    ...(split ? { split } : {}),
  };
}

function symbolOf(table: Table, match: Match, hints: ImportHints): string {
  if (hints.symbol) return toCcxtSymbol(hints.symbol) ?? hints.symbol;
  const { source } = table.head;
  const cell = match.symbolIndex === undefined ? undefined : table.firstRow[match.symbolIndex];
  const symbol = (cell && toCcxtSymbol(cell)) ?? symbolIn(source.hints);
  if (symbol) return symbol;
  throw inputError(
    'IMPORT_NO_SYMBOL',
    { file: source.label },
    'neither the file nor its name says which symbol it is of.',
    'Say it: --symbol BTC/USDT:USDT.',
  );
}

function timeframeFor(table: Table, match: Match, hints: ImportHints): Timeframe {
  if (match.timeframe) return match.timeframe;
  if (hints.timeframe) return parseTimeframe(hints.timeframe);
  const place = { file: table.head.source.label, row: table.head.firstLine };
  if (match.length !== undefined && match.length > 0) {
    throw inputError(
      'IMPORT_TIMEFRAME',
      place,
      `its bars are ${match.length / 1000} seconds apart, which is no timeframe that Hindcast knows.`,
      'Import 1s, 1m, 5m, 15m, 1h, 4h, 1d or 1w bars, or trades. If they are of another one with holes: --timeframe 1h.',
    );
  }
  throw inputError(
    'IMPORT_NO_TIMEFRAME',
    place,
    'a single bar does not show its timeframe.',
    'Say it: --timeframe 1h.',
  );
}

function notRecognised(head: Head): Error {
  const cells = (head.titles ?? head.rows[0]).slice(0, 12);
  const shown = cells.map((cell) => quoted(cell)).join(', ');
  const what = head.titles
    ? `the header is none that Hindcast knows: ${shown}.`
    : `there is no header, and the columns are none that Hindcast knows: ${shown}.`;
  return inputError(
    'IMPORT_NOT_RECOGNISED',
    { file: head.source.label, row: head.firstLine - (head.titles ? 1 : 0) },
    what,
    'Say which columns they are (--map time=Date,close=Last), describe them in a recipe (docs/recipes), or leave the file out.',
  );
}
