import { join } from 'node:path';
import { RecordReader, requireUtf8, type CsvRecord } from '../csv/record-reader.ts';
import { RowReader } from '../csv/row-reader.ts';
import { inputError, quoted } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import type { Reading } from '../source/source-file.ts';
import { toCcxtSymbol, toVenue } from '../symbols.ts';
import type { TablePlan } from '../table-plan.ts';
import { Spool } from './spool.ts';

/** Small, because there is one for every symbol at once. */
const BATCH_ROWS = 512;

/** One symbol of a table that holds several. */
interface Part {
  plan: TablePlan;
  rows: RowReader;
  spool: Spool;
  firstTime: number;
}

/**
 * Takes a table apart whose rows belong to several symbols, and perhaps venues, in any mixture: one pass, each
 * part set aside in a file of `folder`. Every part must be in order of time by itself.
 */
export async function splitTable(
  plan: TablePlan,
  folder: string,
  limits: ImportLimits,
  reading: Reading,
  anyOrder = false,
): Promise<TablePlan[]> {
  const splitter = new Splitter(plan, folder, limits, anyOrder);
  const reader = new RecordReader(plan.source.label, plan.shape.delimiter, limits, plan.shape.lineShift);
  const take = (record: CsvRecord): void => splitter.take(record);
  for await (const chunk of plan.source.open(reading)) {
    reading.signal?.throwIfAborted();
    reader.push(chunk, take);
    await splitter.flush(false);
  }
  reader.end(take);
  await splitter.flush(true);
  return splitter.plans();
}

class Splitter {
  readonly #plan: TablePlan;
  readonly #folder: string;
  readonly #limits: ImportLimits;
  readonly #parts = new Map<string, Part>();
  readonly #anyOrder: boolean;
  #skip: number;

  constructor(plan: TablePlan, folder: string, limits: ImportLimits, anyOrder: boolean) {
    this.#anyOrder = anyOrder;
    this.#plan = plan;
    this.#folder = folder;
    this.#limits = limits;
    this.#skip = plan.shape.skip;
  }

  take(record: CsvRecord): void {
    if (this.#skip > 0) {
      this.#skip--;
      return;
    }
    const { symbolCell, venueCell } = this.#plan;
    const symbol = symbolCell && symbolCell.index < record.count ? record.text(symbolCell.index) : '';
    const venue = venueCell && venueCell.index < record.count ? record.text(venueCell.index) : '';
    const key = `${venue}\n${symbol}`;
    const part = this.#parts.get(key) ?? this.#begin(key, venue, symbol, record);
    part.rows.take(record);
  }

  /** Sets aside the batches that are full; at the end the others too. */
  async flush(end: boolean): Promise<void> {
    for (const part of this.#parts.values()) {
      const batches = part.rows.full();
      if (end) batches.push(part.rows.batch);
      if (batches.length === 0) continue;
      if (Number.isNaN(part.firstTime) && batches[0].rows > 0) part.firstTime = batches[0].time[0];
      await part.spool.append(batches);
    }
  }

  plans(): TablePlan[] {
    return [...this.#parts.values()]
      .filter(({ firstTime }) => !Number.isNaN(firstTime))
      .map(({ plan, spool, firstTime }) => ({ ...plan, spool, firstTime }));
  }

  #begin(key: string, venue: string, symbol: string, record: CsvRecord): Part {
    const { symbolCell, venueCell, ...rest } = this.#plan;
    const { label } = this.#plan.source;
    requireUtf8(symbol, label, record.line, symbolCell?.title ?? '');
    requireUtf8(venue, label, record.line, venueCell?.title ?? '');
    if (symbolCell && symbol === '') throw this.#nameless(record, symbolCell.title);
    if (this.#parts.size === this.#limits.symbols) throw this.#tooMany(record);
    const plan: TablePlan = {
      ...rest,
      symbol: symbolCell ? (toCcxtSymbol(symbol) ?? symbol) : rest.symbol,
      venue: venueCell ? this.#venue(venue, record, venueCell.title) : rest.venue,
      shape: { ...rest.shape, skip: 0 },
    };
    const spool = new Spool(join(this.#folder, `part${this.#parts.size}.f64`), plan.values.length);
    const part: Part = {
      plan,
      rows: new RowReader(plan, { capacity: BATCH_ROWS, anyOrder: this.#anyOrder }),
      spool,
      firstTime: NaN,
    };
    this.#parts.set(key, part);
    return part;
  }

  #venue(text: string, record: CsvRecord, column: string): string {
    const venue = toVenue(text);
    if (venue) return venue;
    const place = { file: this.#plan.source.label, row: record.line, column };
    throw inputError(
      'IMPORT_VENUE',
      place,
      `${quoted(text)} is no venue.`,
      'Venues are written as ccxt writes them.',
    );
  }

  #nameless(record: CsvRecord, column: string): Error {
    const place = { file: this.#plan.source.label, row: record.line, column };
    return inputError('IMPORT_NO_SYMBOL', place, 'the row says no symbol.', 'Complete that row.');
  }

  #tooMany(record: CsvRecord): Error {
    return inputError(
      'IMPORT_TOO_MANY_SYMBOLS',
      { file: this.#plan.source.label, row: record.line },
      `it holds more than ${this.#limits.symbols} symbols.`,
      'Check that its columns are what their titles say, or take it apart.',
    );
  }
}
