// A wide recorded market on this machine, and the built server that watches it.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore, storeFolders } from '../../dist/datasets/index.js';
import { openMarket, RecordedVenue } from '../../dist/exchange/index.js';

const BIN = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));
export const BAR = 300_000;
/** Two days of history and some hours to play. */
const ROWS = 700;
const HISTORY_DAYS = 2;
export const VENUES = ['binanceusdm', 'bybit'];
const COLUMNS = ['close', 'openInterest', 'oiDeltaPct', 'oiZ', 'globalLongShort', 'imbalancePct', 'cvd'];
/** What a watch list of a desk asks for. */
export const LIST = { timeframe: '5m', columns: [...COLUMNS, 'rsi', 'tier'] };

export const symbolsOf = (count) =>
  Array.from({ length: count }, (_, k) => `S${String(k).padStart(3, '0')}/USDT:USDT`);

/** Plays a market of so many symbols on both venues, at the pace of a real one. */
export async function playWideMarket(folder, symbols) {
  const store = new DatasetStore(storeFolders(folder));
  const about = {
    title: 'A wide market',
    origin: 'simulated for a benchmark',
    licence: 'MIT',
    simulated: true,
  };
  const market = smallMarket('wide', { rows: ROWS, symbols, venues: VENUES, holes: 0 });
  await store.write({ name: 'wide', ...about, createdAt: 0, notes: [] }, market);
  await store.settled();
  const served = await openMarket(store, { dataset: 'wide' });
  const from = served.from + HISTORY_DAYS * 86_400_000 + 2 * BAR;
  return RecordedVenue.start(served, { speed: 1, from, limits: false });
}

/** Starts the built server on that market; resolves when it answers. */
export function startServer(folder, venueUrl, symbols) {
  const child = spawn(process.execPath, [BIN, 'start'], {
    env: {
      ...process.env,
      ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', LIVE_HISTORY_DAYS: String(HISTORY_DAYS) },
      ...{ SYMBOLS: symbols.join(','), EXCHANGES: VENUES.join(','), TIMEFRAMES: '5m,15m,1h' },
      EXCHANGE_URLS: VENUES.map((venue) => `${venue}=${venueUrl}`).join(','),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve({ child, url: found[0] });
    });
    child.once('close', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** A server that is busy may have closed the connection that fetch kept: asked again. */
export async function health(url) {
  for (;;) {
    const answer = await fetch(new URL('api/health', url)).catch(() => undefined);
    const live = answer && (await answer.json()).live;
    if (live) return live;
    await wait(100);
  }
}

/** The server's own processor time in ms, and its memory in MB. */
export async function usage(pid) {
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mb = (word) => Number(new RegExp(`${word}:\\s+(\\d+)`).exec(status)[1]) / 1024;
  return { cpuMs: (Number(stat[11]) + Number(stat[12])) * 10, rssMb: mb('VmRSS'), peakMb: mb('VmHWM') };
}

/** When the bars of a venue close, in ms of this machine's clock: its own clock, noted shortly before each close. */
export class Closes {
  #at = new Map();
  #timer;

  constructor(venue) {
    this.#timer = setInterval(() => {
      const now = venue.clock.now();
      const close = Math.floor(now / BAR + 1) * BAR;
      this.#at.set(close, performance.timeOrigin + performance.now() + (close - now) / venue.clock.speed);
    }, 10);
  }

  at(close) {
    return this.#at.get(close);
  }

  stop() {
    clearInterval(this.#timer);
  }
}

export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? NaN;
};
