// The live market at a desk's size: 200 symbols × 2 venues × 3 timeframes, from a recorded venue through the built server to
// sockets. npm run bench:live [-- --symbols 200] [--closes 12] [--clients 20] [--json]
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { smallMarket } from '@hindcast/engine/testing';
import { io } from 'socket.io-client';
import { DatasetStore, storeFolders } from '../dist/datasets/index.js';
import { openMarket, RecordedVenue } from '../dist/exchange/index.js';

const { values } = parseArgs({
  options: {
    symbols: { type: 'string', default: '200' },
    closes: { type: 'string', default: '12' },
    clients: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const BIN = fileURLToPath(new URL('../bin/hindcast.mjs', import.meta.url));
const BAR = 300_000;
/** Two days of history and some hours to play. */
const ROWS = 700;
const VENUES = ['binanceusdm', 'bybit'];
/** A close in ten seconds: often enough to count, seldom enough that the venue in this process keeps up. */
const FAST = 30;
const SYMBOLS = Array.from(
  { length: Number(values.symbols) },
  (_, k) => `S${String(k).padStart(3, '0')}/USDT:USDT`,
);

const folder = await mkdtemp(join(tmpdir(), 'hindcast-live-'));
const rows = [];
const say = (name, value, unit) => {
  rows.push({ name, value, unit });
  process.stderr.write(`${name.padEnd(32)} ${value.toFixed(value < 10 ? 2 : 0).padStart(10)} ${unit}\n`);
};

/** The server's own processor time in ms, and its memory in MB. */
async function usage(pid) {
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kb = (word) => Number(new RegExp(`${word}:\\s+(\\d+)`).exec(status)[1]);
  return {
    cpuMs: (Number(stat[11]) + Number(stat[12])) * 10,
    rssMb: kb('VmRSS') / 1024,
    peakMb: kb('VmHWM') / 1024,
  };
}

async function writeMarket() {
  const store = new DatasetStore(storeFolders(folder));
  const about = {
    title: 'A wide market',
    origin: 'simulated for a benchmark',
    licence: 'MIT',
    simulated: true,
  };
  const market = smallMarket('wide', { rows: ROWS, symbols: SYMBOLS, venues: VENUES, holes: 0 });
  await store.write({ name: 'wide', ...about, createdAt: 0, notes: [] }, market);
  await store.settled();
  return openMarket(store, { dataset: 'wide' });
}

function startServer(url) {
  const child = spawn(process.execPath, [BIN, 'start'], {
    env: {
      ...process.env,
      ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', LIVE_HISTORY_DAYS: '2' },
      ...{ SYMBOLS: SYMBOLS.join(','), EXCHANGES: VENUES.join(','), TIMEFRAMES: '5m,15m,1h' },
      EXCHANGE_URLS: VENUES.map((venue) => `${venue}=${url}`).join(','),
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
async function health(url) {
  for (;;) {
    const answer = await fetch(new URL('api/health', url)).catch(() => undefined);
    const live = answer && (await answer.json()).live;
    if (live) return live;
    await wait(100);
  }
}

async function connect(url, onList) {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  await socket.emitWithAck('live_open', {});
  const columns = [
    'close',
    'openInterest',
    'oiDeltaPct',
    'oiZ',
    'globalLongShort',
    'imbalancePct',
    'cvd',
    'rsi',
    'tier',
  ];
  const answer = await socket.emitWithAck('live_list', { timeframe: '5m', columns });
  if (!answer.ok) throw new Error(answer.error.message);
  socket.on('watch_list', onList);
  return socket;
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];

let venue;
let server;
try {
  const market = await writeMarket();
  venue = await RecordedVenue.start(market, {
    speed: 1,
    from: market.from + 2 * 86_400_000 + 2 * BAR,
    limits: false,
  });
  const started = performance.now();
  server = await startServer(venue.url);
  say('server answers after', performance.now() - started, 'ms');
  while ((await health(server.url)).stage !== 'live') await wait(250);
  say('live after', performance.now() - started, 'ms');

  const latencies = [];
  const heard = (list) => latencies.push((venue.clock.now() - (list.time + BAR)) / venue.clock.speed);
  const sockets = [];
  for (let k = 0; k < Number(values.clients); k++) sockets.push(await connect(server.url, heard));

  venue.setSpeed(FAST);
  const wanted = Number(values.closes) * sockets.length;
  while (latencies.length < wanted) await wait(100);
  latencies.sort((a, b) => a - b);
  say('live.close_to_socket.p50', quantile(latencies, 0.5), 'ms');
  say('live.close_to_socket.p99', quantile(latencies, 0.99), 'ms');

  // At the pace of a real market, over a minute with a close in it.
  while (BAR - (venue.clock.now() % BAR) > 45_000) await wait(20);
  venue.setSpeed(1);
  await wait(5_000);
  const before = await usage(server.child.pid);
  const at = performance.now();
  await wait(65_000);
  const after = await usage(server.child.pid);
  say('live.cpu', (100 * (after.cpuMs - before.cpuMs)) / (performance.now() - at), '% of a core');
  say('live.memory', after.rssMb, 'MB');
  say('live.memory.peak', after.peakMb, 'MB');

  const live = await health(server.url);
  say('live.compute', live.computeMs, 'ms');
  say('live.write', live.writeMs, 'ms');
  say('live.holes', live.holes, 'bars');
  for (const one of live.venues) {
    say(`live.cycle.${one.venue}`, one.cycleMs, 'ms');
    say(`live.in_flight.${one.venue}`, one.mostInFlight, 'requests');
    say(
      `live.reconnects.${one.venue}`,
      one.streams.reduce((sum, { reconnects }) => sum + reconnects, 0),
      '',
    );
  }
  for (const socket of sockets) socket.close();
  const machine = {
    ...{
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      load: loadavg()[0],
    },
    memoryGb: Math.round(totalmem() / 2 ** 30),
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, rows })}\n`);
} finally {
  server?.child.kill('SIGINT');
  await venue?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();
