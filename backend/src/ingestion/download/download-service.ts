import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exchange } from 'ccxt';
import { alignOpen, HindcastError, timeframeMs, type Timeframe } from '@hindcast/engine';
import { stringify } from 'yaml';
import { checkDatasetName, describeTime, type DatasetStore } from '../../datasets/index.ts';
import { ImportService, type ImportReport } from '../import/index.ts';
import { FeedFile } from './feed-file.ts';
import type { Feed, VenueFeeds } from './feed.ts';
import { fetchFeed, type FetchHooks } from './fetch-feed.ts';

export interface DownloadRequest {
  name: string;
  venue: string;
  /** As ccxt writes them. */
  symbols: string[];
  timeframe: Timeframe;
  /** UTC ms; bars that open in [from, to). */
  from: number;
  to: number;
  licence?: string;
}

export interface DownloadProgress {
  done: number;
  total: number;
  detail: string;
}

export interface DownloadHooks {
  signal?: AbortSignal;
  onProgress?: (progress: DownloadProgress) => void;
  pauseMs?: number;
}

/** A venue as the service needs it. */
export interface DownloadVenue {
  exchange: Pick<Exchange, 'loadMarkets' | 'market'>;
  feeds: VenueFeeds;
}

interface Job {
  symbol: string;
  feed: Feed;
  file: FeedFile;
  start: number;
}

/**
 * Backfills a dataset from a venue: fetches every series into files of its own below `folder`, where a second
 * run goes on after the first was stopped, and joins them when all are there.
 */
export class DownloadService {
  readonly #store: DatasetStore;
  readonly #folder: string;

  constructor(store: DatasetStore, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  async run(
    given: DownloadRequest,
    venue: DownloadVenue,
    now: number,
    hooks: DownloadHooks = {},
  ): Promise<ImportReport> {
    const request = bounded(given, now);
    checkDatasetName(request.name);
    if (await this.#store.has(request.name)) {
      throw new HindcastError(
        'DATASET_EXISTS',
        `There is already a dataset "${request.name}".`,
        'Choose another --name.',
      );
    }
    const markets = await marketsOf(venue.exchange, request);
    const folder = await this.#begin(request);
    try {
      const jobs = await jobsOf(request, venue.feeds, markets, now, folder);
      await fetchAll(jobs, request.to, hooks);
      const recipe = stringify(await recipeOf(request, jobs, now));
      const report = await new ImportService(this.#store).run(
        { paths: [folder], recipe: { text: recipe, file: 'download' }, name: request.name },
        { signal: hooks.signal },
      );
      await rm(folder, { recursive: true, force: true });
      return report;
    } catch (error) {
      if (hooks.signal?.aborted && !(error instanceof HindcastError)) throw interrupted();
      throw error;
    }
  }

  /** The folder of this download, after making sure that what is in it belongs to the same one. */
  async #begin(request: DownloadRequest): Promise<string> {
    const folder = join(this.#folder, request.name);
    await mkdir(folder, { recursive: true });
    const { name, venue, symbols, timeframe, from, to } = request;
    const mark = JSON.stringify({ name, venue, symbols, timeframe, from, to });
    const path = join(folder, 'request.json');
    const before = await readFile(path, 'utf8').catch(() => mark);
    if (before !== mark) {
      throw new HindcastError(
        'DOWNLOAD_OTHER',
        `Another download named "${name}" was begun and not finished: ${before}.`,
        `Repeat that command to finish it, choose another --name, or delete ${folder}.`,
      );
    }
    await writeFile(path, mark);
    return folder;
  }
}

/** The venue's own ids of the symbols, in their order. */
async function marketsOf(exchange: DownloadVenue['exchange'], request: DownloadRequest): Promise<string[]> {
  await loadMarkets(exchange);
  return request.symbols.map((symbol) => String(marketOf(exchange, symbol, request.venue).id));
}

async function jobsOf(
  request: DownloadRequest,
  feeds: VenueFeeds,
  markets: readonly string[],
  now: number,
  folder: string,
): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const [i, symbol] of request.symbols.entries()) {
    for (const feed of feeds({ ...request, marketId: markets[i], symbol, now })) {
      // Values from before the first bar may be the last known at its close.
      const lead = feed.role === 'series' ? (feed.stale ?? 3 * (feed.interval ?? 0)) : 0;
      const start = Math.max(request.from - lead, feed.earliest ?? -Infinity);
      const file = await FeedFile.open(join(folder, `${i}-${feed.name}.csv`), feed, start);
      jobs.push({ symbol, feed, file, start });
    }
  }
  return jobs;
}

async function fetchAll(jobs: readonly Job[], to: number, hooks: DownloadHooks): Promise<void> {
  const total = jobs.reduce((sum, { start }) => sum + Math.max(0, to - start), 0);
  const fetched = (): number => jobs.reduce((sum, { file, start }) => sum + Math.max(0, file.at - start), 0);
  for (const { symbol, feed, file } of jobs) {
    const detail = `${symbol} ${feed.name}`;
    const fetchHooks: FetchHooks = {
      signal: hooks.signal,
      pauseMs: hooks.pauseMs,
      onProgress: () => hooks.onProgress?.({ done: fetched(), total, detail }),
    };
    await fetchFeed(feed, file, to + (feed.role === 'series' ? 1 : 0), fetchHooks);
  }
}

/** Joins the files as their feeds say: docs/recipes describes the language. */
async function recipeOf(request: DownloadRequest, jobs: readonly Job[], now: number): Promise<object> {
  const { name, venue, timeframe } = request;
  const notes: string[] = [];
  const lanes = [];
  for (const symbol of request.symbols) {
    const lane = { venue, symbol, timeframe, bars: [] as object[], series: [] as object[] };
    for (const job of jobs.filter((one) => one.symbol === symbol)) {
      if (await job.file.isEmpty()) {
        notes.push(`${symbol}: the venue has no ${job.feed.name} for this time`);
        continue;
      }
      if (job.feed.role === 'series' && job.start > request.from) {
        notes.push(
          `${symbol}: ${job.feed.name} begins ${describeTime(job.start)}: the venue keeps nothing older`,
        );
      }
      lane[job.feed.role].push(tableOf(job));
    }
    if (lane.bars.length === 0) notes.push(`${symbol}: no bars, left out`);
    else lanes.push(lane);
  }
  if (lanes.length === 0) {
    throw new HindcastError(
      'DOWNLOAD_EMPTY',
      'The venue has no bars for this time.',
      'Check --from, --to and the timeframe.',
    );
  }
  const origin = `${venue}, downloaded ${new Date(now).toISOString().slice(0, 10)}`;
  return { recipe: 1, name, origin, licence: request.licence ?? "the venue's terms", notes, lanes };
}

function tableOf({ feed, file }: Job): object {
  const columns = Object.fromEntries(feed.fields.map((field) => [field, field]));
  const table = { file: file.path.split(/[\\/]/).at(-1), time: 'time', columns };
  if (feed.role === 'bars') return table;
  return {
    ...table,
    stamp: feed.stamp ?? 'close',
    interval: `${feed.interval}ms`,
    ...(feed.stale ? { stale: `${feed.stale}ms` } : {}),
  };
}

/** Only whole bars that have closed. */
function bounded(request: DownloadRequest, now: number): DownloadRequest {
  const step = timeframeMs(request.timeframe);
  const from = alignOpen(request.from + step - 1, request.timeframe);
  const to = Math.min(alignOpen(request.to, request.timeframe), alignOpen(now, request.timeframe));
  if (from < to) return { ...request, from, to };
  throw new HindcastError(
    'DOWNLOAD_RANGE',
    `There is no closed ${request.timeframe} bar between ${describeTime(request.from)} and ${describeTime(request.to)}.`,
    'Give a --from that lies before --to, both in the past.',
  );
}

async function loadMarkets(exchange: DownloadVenue['exchange']): Promise<void> {
  try {
    await exchange.loadMarkets();
  } catch (error) {
    const text = String((error as Error).message)
      .split('\n')[0]
      .slice(0, 300);
    throw new HindcastError(
      'DOWNLOAD_UNREACHABLE',
      `The venue cannot be reached: ${text}`,
      'Check the network, and try again.',
    );
  }
}

function marketOf(exchange: DownloadVenue['exchange'], symbol: string, venue: string): { id?: unknown } {
  try {
    return exchange.market(symbol);
  } catch {
    throw new HindcastError(
      'SYMBOL_UNKNOWN',
      `${venue} has no ${symbol}.`,
      'Symbols are written as ccxt writes them: BTC/USDT:USDT.',
      { field: 'symbol' },
    );
  }
}

function interrupted(): HindcastError {
  return new HindcastError(
    'DOWNLOAD_STOPPED',
    'Stopped; what was fetched is kept.',
    'The same command goes on from there.',
  );
}
