import { Injectable } from '@nestjs/common';
import { BAR_FIELDS, HindcastError, METRIC_NAMES, type Lane } from '@hindcast/engine';
import { DatasetStore } from '../datasets/index.ts';
import type { Page } from '../http/content-range.ts';
import { MarketPool } from '../recordings/market-pool.ts';
import type { LaneQuery, MetricsQuery, RecordingQuery, SymbolsQuery } from './lane.query.ts';
import { LiveDoor, type ReadableMarket } from './live-door.ts';
import type { BarRow, MetricsRow, SymbolRow } from './metrics.dto.ts';

const known = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Reads bars and metrics of recordings, as rows. */
@Injectable()
export class RecordedLanes {
  constructor(
    private readonly pool: MarketPool,
    private readonly store: DatasetStore,
    private readonly live: LiveDoor,
  ) {}

  async metrics(query: MetricsQuery): Promise<Page<MetricsRow>> {
    return this.withMarket(query, async (recorded) => {
      const lane = laneOf(recorded, query);
      const rows = rowsOf(query, recorded.rows);
      await recorded.ensure(query.offset + rows.length);
      const columns = (query.columns ?? METRIC_NAMES).map((name) => recorded.column(lane, name));
      const items = rows.map((row) => ({
        row,
        time: lane.tape.openTime[row],
        values: Object.fromEntries(columns.map(({ name, data }) => [name, known(data[row])])),
      }));
      return { items, offset: query.offset, total: recorded.rows };
    });
  }

  async bars(query: LaneQuery): Promise<Page<BarRow>> {
    return this.withMarket(query, (recorded) => {
      const { tape } = laneOf(recorded, query);
      const items = rowsOf(query, recorded.rows).map((row) => ({
        openTime: tape.openTime[row],
        ...Object.fromEntries(BAR_FIELDS.map((field) => [field, known(tape.columns[field][row])])),
      }));
      return Promise.resolve({ items, offset: query.offset, total: recorded.rows });
    });
  }

  /** The symbols of one recording, of all, or of the live market. */
  async symbols({ dataset, source }: SymbolsQuery): Promise<SymbolRow[]> {
    if (source === 'live') return this.live.symbols();
    const entries =
      dataset === undefined
        ? (await this.store.list()).flatMap((entry) => ('manifest' in entry ? [entry.manifest] : []))
        : [await this.store.manifest(dataset)];
    return entries.flatMap(({ name, symbols, lanes }) =>
      symbols.map((symbol) => {
        const own = lanes.filter((lane) => lane.symbol === symbol);
        return {
          dataset: name,
          symbol,
          venues: [...new Set(own.map(({ venue }) => venue))],
          timeframes: [...new Set(own.map(({ timeframe }) => timeframe))],
        };
      }),
    );
  }

  /** Lends out the recording of a query, all of its lanes, or the live market, while `read` reads. */
  async withMarket<T>(query: RecordingQuery, read: (market: ReadableMarket) => Promise<T>): Promise<T> {
    if (query.source === 'live') return read(this.live.open(query.tf));
    const hold = await this.pool.acquire({ dataset: query.dataset, timeframe: query.tf });
    try {
      return await read(hold.recorded);
    } finally {
      hold.release();
    }
  }
}

/** The lanes that a query names; all of them when it names none. */
export function lanesOf(
  recorded: ReadableMarket,
  { symbol, venue, dataset, source, tf }: RecordingQuery,
): Lane[] {
  const lanes = recorded.lanes.filter(
    ({ key }) => (symbol ?? key.symbol) === key.symbol && (venue ?? key.venue) === key.venue,
  );
  if (lanes.length > 0) return lanes;
  const all = recorded.lanes.map(({ key }) => `${key.venue} ${key.symbol}`).join(', ');
  throw new HindcastError(
    'LANE_UNKNOWN',
    `${source === 'live' ? 'The live market' : `Dataset "${dataset}"`} has no ${[venue, symbol].filter(Boolean).join(' ')} at ${tf}.`,
    `It has: ${all}.`,
    { field: symbol === undefined ? 'venue' : 'symbol' },
  );
}

function laneOf(recorded: ReadableMarket, query: LaneQuery): Lane {
  return lanesOf(recorded, query)[0];
}

function rowsOf({ offset, limit }: LaneQuery, total: number): number[] {
  const length = Math.max(0, Math.min(limit, total - offset));
  return Array.from({ length }, (_, i) => offset + i);
}
