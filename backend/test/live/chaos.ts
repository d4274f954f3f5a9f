import { DataSource } from 'typeorm';
import { join } from 'node:path';
import type { UtcMs } from '@hindcast/engine';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import { openMarket, parseFaults, RecordedVenue, type FaultInput } from '../../src/exchange/index.ts';
import { BarStore } from '../../src/ingestion/bar-store.ts';
import { FIVE_MINUTES, writeMarket } from './live-server.ts';

/** Bars of one lane as the store has them beside the recording's own. */
export interface Comparison {
  expected: number;
  /** Bars that the store has, each counted once. */
  stored: number;
  /** `venue symbol open field: stored, recorded`. */
  differences: string[];
}

export const VENUES = ['binanceusdm', 'bybit'] as const;

/** What both venues say of a bar; the taker's side is Binance's own. */
const FIELDS = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume'] as const;

/** Plays a market of `rows` bars with faults, in a folder of its own. */
export async function playMarket(
  dataDir: string,
  options: { rows: number; speed: number; faults?: readonly FaultInput[]; from?: UtcMs; seed?: string },
): Promise<RecordedVenue> {
  await writeMarket(dataDir, 'small', options.rows);
  return openVenue(dataDir, options);
}

/** The same over a market that is there. */
export async function openVenue(
  dataDir: string,
  { speed, faults = [], from, seed = 'chaos' }: Parameters<typeof playMarket>[1],
): Promise<RecordedVenue> {
  const market = await openMarket(new DatasetStore(storeFolders(dataDir)), { dataset: 'small', seed });
  return RecordedVenue.start(market, {
    ...{ speed, from, seed, limits: false },
    faults: parseFaults([...faults], 'test'),
  });
}

/** What a server that watches this venue is told by its environment. */
export function environmentOf(venue: RecordedVenue): Record<string, string> {
  return {
    EXCHANGES: VENUES.join(','),
    EXCHANGE_URLS: VENUES.map((id) => `${id}=${venue.url}`).join(','),
    LIVE_HISTORY_DAYS: '2',
  };
}

/** Compares what is stored with the recording, bar by bar, over bars that open in [from, to). */
export async function compareWithRecording(
  dataDir: string,
  venue: RecordedVenue,
  from: UtcMs,
  to: UtcMs,
): Promise<Comparison> {
  const source = await new DataSource({
    ...{ type: 'sqlite', database: join(dataDir, 'hindcast.sqlite'), busyTimeout: 5_000 },
  }).initialize();
  try {
    const market = `recorded:${new URL(venue.url).host}`;
    const stored = await new BarStore(source).known({ market, timeframe: '5m', from, to: to - 1 });
    const byBar = new Map(stored.map((one) => [`${one.venue} ${one.symbol} ${one.bar.openTime}`, one.bar]));
    const result: Comparison = { expected: 0, stored: 0, differences: [] };
    for (const id of VENUES) {
      for (const { instrument, klines } of venue.market.listings(id)) {
        for (let open = from; open < to; open += FIVE_MINUTES) {
          const kline = klines.at(FIVE_MINUTES, open, open + FIVE_MINUTES);
          if (!kline) continue;
          result.expected++;
          const place = `${id} ${instrument.symbol} ${open}`;
          const bar = byBar.get(place);
          if (bar?.close === undefined) {
            result.differences.push(`${place}: missing`);
            continue;
          }
          result.stored++;
          for (const field of FIELDS) {
            const [ours, theirs] = [bar[field]!, kline[field]];
            if (!(Math.abs(ours - theirs) <= 1e-9 * Math.abs(theirs)))
              result.differences.push(`${place} ${field}: ${ours}, ${theirs}`);
          }
        }
      }
    }
    return result;
  } finally {
    await source.destroy();
  }
}

/** What was written twice of what is there once: revisions of bars, slices, alerts. There is none. */
export async function doubled(dataDir: string): Promise<Record<'bars' | 'slices' | 'alerts', number>> {
  const source = await new DataSource({
    ...{ type: 'sqlite', database: join(dataDir, 'hindcast.sqlite'), busyTimeout: 5_000 },
  }).initialize();
  const count = async (table: string, key: string): Promise<number> => {
    const [{ doubled }]: { doubled: number }[] = await source.query(
      `SELECT count(*) AS doubled FROM (SELECT 1 FROM ${table} GROUP BY ${key} HAVING count(*) > 1)`,
    );
    return doubled;
  };
  const result = {
    bars: await count('bars', 'market, timeframe, "openTime", venue, symbol, revision'),
    slices: await count('live_slices', '"openTime"'),
    alerts: await count('alerts', '"eventId"'),
  };
  await source.destroy();
  return result;
}

/** How many slices that open in [from, to) were decided. */
export async function decidedSlices(dataDir: string, from: UtcMs, to: UtcMs): Promise<number> {
  const source = await new DataSource({
    ...{ type: 'sqlite', database: join(dataDir, 'hindcast.sqlite'), busyTimeout: 5_000 },
  }).initialize();
  const [{ slices }]: { slices: number }[] = await source.query(
    'SELECT count(*) AS slices FROM live_slices WHERE "openTime" >= ? AND "openTime" < ?',
    [from, to],
  );
  await source.destroy();
  return slices;
}

/** At hundreds of times its pace what lasts for minutes would be over between two requests: it lasts for so long on the wall. */
const FELT = '3s real';
const SHORT_MS = 15 * 60_000;

/** The faults of a day, such that each is felt at high speed, too. */
export function felt(faults: readonly FaultInput[]): FaultInput[] {
  return faults.map((one) => {
    const { for: length } = parseFaults([one], 'test')[0];
    return length && length.ms <= SHORT_MS ? { ...one, for: FELT } : one;
  });
}
