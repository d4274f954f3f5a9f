import { BAR_FIELDS, timeframeMs, type BarField, type Timeframe } from '@hindcast/engine';
import type { DataSource } from 'typeorm';
import type {
  BarRevision,
  Decision,
  Holding,
  RecordedRevisions,
  RevisionQuery,
} from '../../datasets/record/revisions.ts';

type Row = Record<string, string | number | null>;

const COLUMNS = ['openTime', 'venue', 'symbol', 'revision', 'knownAt', 'source', ...BAR_FIELDS]
  .map((name) => `"${name}"`)
  .join(', ');
/** Rows that are in memory at once, about. */
const PAGE_ROWS = 20_000;

/** The bars that were seen live, with every revision, out of the database. Raw SQL in pages of the primary key. */
export class DatabaseRevisions implements RecordedRevisions {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async holdings(): Promise<Holding[]> {
    const rows: Row[] = await this.#source.query(
      `SELECT market, timeframe, venue, symbol, min("openTime") AS first, max("openTime") AS last
       FROM bars GROUP BY market, timeframe, venue, symbol ORDER BY market, timeframe, venue, symbol`,
    );
    const holdings = new Map<string, Holding>();
    for (const { market, timeframe, venue, symbol, first, last } of rows) {
      const id = `${market} ${timeframe}`;
      const word = timeframe as Timeframe;
      const range = { from: Number(first), to: Number(last) + timeframeMs(word) };
      const known = holdings.get(id);
      if (known) {
        known.venues = [...new Set([...known.venues, String(venue)])];
        known.symbols = [...new Set([...known.symbols, String(symbol)])];
        known.range = {
          from: Math.min(known.range.from, range.from),
          to: Math.max(known.range.to, range.to),
        };
      } else {
        const lane = { venues: [String(venue)], symbols: [String(symbol)] };
        holdings.set(id, { market: String(market), timeframe: word, ...lane, range });
      }
    }
    return [...holdings.values()];
  }

  /** Those of the range, and the next one after it: it tells what the last bars were warmed with. */
  async decisions({ market, timeframe, from, to }: RevisionQuery): Promise<Decision[]> {
    const epochs: Row[] = await this.#source.query(
      'SELECT id, timeframes FROM live_epochs WHERE market = $1',
      [market],
    );
    // Rows are decided in the base timeframe, which is named first.
    const own = epochs
      .filter(({ timeframes }) => baseOf(timeframes) === timeframe)
      .map(({ id }) => Number(id));
    if (own.length === 0) return [];
    const rows: Row[] = await this.#source.query(
      `SELECT "openTime", min("decidedAt") AS "decidedAt" FROM live_slices WHERE epoch IN (${own.join(', ')})
       AND "openTime" >= $1 AND "openTime" <= coalesce(
         (SELECT min("openTime") FROM live_slices WHERE epoch IN (${own.join(', ')}) AND "openTime" >= $2), $2)
       GROUP BY "openTime" ORDER BY "openTime"`,
      [from, to],
    );
    return rows.map(({ openTime, decidedAt }) => ({
      openTime: Number(openTime),
      decidedAt: Number(decidedAt),
    }));
  }

  async *revisions(query: RevisionQuery): AsyncGenerator<BarRevision> {
    const { market, timeframe, venues, symbols } = query;
    let from = query.from;
    let span = timeframeMs(timeframe) * 64;
    while (from < query.to) {
      const to = Math.min(query.to, from + span);
      const rows: Row[] = await this.#source.query(
        `SELECT ${COLUMNS} FROM bars WHERE market = $1 AND timeframe = $2 AND "openTime" >= $3 AND "openTime" < $4
         ORDER BY "openTime", venue, symbol, revision`,
        [market, timeframe, from, to],
      );
      for (const row of rows) {
        if (venues && !venues.includes(String(row.venue))) continue;
        if (symbols && !symbols.includes(String(row.symbol))) continue;
        yield revisionOf(row);
      }
      from = to;
      // However many lanes there are, a page has about as many rows.
      if (rows.length < PAGE_ROWS / 2) span *= 2;
      else if (rows.length > PAGE_ROWS) span = Math.max(timeframeMs(timeframe), Math.trunc(span / 2));
    }
  }
}

function baseOf(timeframes: string | number | null): string | undefined {
  const list: unknown = JSON.parse(String(timeframes));
  return Array.isArray(list) ? String(list[0]) : undefined;
}

function revisionOf(row: Row): BarRevision {
  const values: Partial<Record<BarField, number>> = {};
  for (const field of BAR_FIELDS) {
    const value = row[field];
    if (value !== null) values[field] = Number(value);
  }
  return {
    openTime: Number(row.openTime),
    venue: String(row.venue),
    symbol: String(row.symbol),
    revision: Number(row.revision),
    knownAt: Number(row.knownAt),
    source: String(row.source),
    values,
  };
}
