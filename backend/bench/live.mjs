// The live market at a desk's size: 200 symbols × 2 venues × 3 timeframes, from a recorded venue through the built server to
// sockets. npm run bench:live [-- --symbols 200] [--closes 12] [--clients 20] [--crowd 500] [--parts close,pace,rest,crowd] [--json]
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fanOut } from './live/fan-out.mjs';
import {
  BAR,
  Closes,
  health,
  playWideMarket,
  quantile,
  startServer,
  symbolsOf,
  usage,
} from './live/market.mjs';
import { Readers } from './live/readers.mjs';
import { metricsAtRate } from './live/requests.mjs';
import { judged } from './musts.mjs';

const { values } = parseArgs({
  options: {
    symbols: { type: 'string', default: '200' },
    closes: { type: 'string', default: '12' },
    clients: { type: 'string', default: '20' },
    crowd: { type: 'string', default: '500' },
    parts: { type: 'string', default: 'close,pace,rest,crowd' },
    json: { type: 'boolean', default: false },
  },
});
/** A close in ten seconds: often enough to count, seldom enough that the venue keeps up. */
const FAST = 30;
const symbols = symbolsOf(Number(values.symbols));
const closes = Number(values.closes);
const parts = values.parts.split(',');

const folder = await mkdtemp(join(tmpdir(), 'hindcast-live-'));
const rows = [];
function say(name, value, unit) {
  const [row] = judged([{ name, value, unit }]);
  rows.push(row);
  const verdict = row.must ? `must ${row.must.most}: ${row.met ? 'met' : 'NOT met'}` : '';
  const figure = value.toFixed(value < 10 ? 2 : 0).padStart(10);
  process.stderr.write(
    `${`${name.padEnd(32)} ${figure} ${unit}`.padEnd(62)} ${verdict}\n`.replace(/ +\n/, '\n'),
  );
}

async function closeToSocket(venue, url) {
  const readers = await Readers.open(url, Number(values.clients));
  const times = new Closes(venue);
  venue.setSpeed(FAST);
  const heard = [];
  while (heard.length < closes * Number(values.clients)) {
    await wait(250);
    heard.push(...(await readers.heard()));
  }
  const latencies = heard.map(({ time, at }) => at - times.at(time + BAR)).filter(Number.isFinite);
  say('live.close_to_socket.p50', quantile(latencies, 0.5), 'ms');
  say('live.close_to_socket.p99', quantile(latencies, 0.99), 'ms');
  times.stop();
  readers.close();
}

/** At the pace of a real market, over a minute with a close in it. */
async function atRealPace(venue, pid) {
  while (BAR - (venue.clock.now() % BAR) > 45_000) await wait(20);
  venue.setSpeed(1);
  await wait(5_000);
  const before = await usage(pid);
  const at = performance.now();
  await wait(65_000);
  const after = await usage(pid);
  say('live.cpu', (100 * (after.cpuMs - before.cpuMs)) / (performance.now() - at), '% of a core');
  say('live.memory', after.rssMb, 'MB');
  say('live.memory.peak', after.peakMb, 'MB');
}

async function sayHealth(url) {
  const live = await health(url);
  say('live.compute', live.computeMs, 'ms');
  say('live.write', live.writeMs, 'ms');
  say('live.holes', live.holes, 'bars');
  for (const one of live.venues) {
    const reconnects = one.streams.reduce((sum, stream) => sum + stream.reconnects, 0);
    say(`live.cycle.${one.venue}`, one.cycleMs, 'ms');
    say(`live.in_flight.${one.venue}`, one.mostInFlight, 'requests');
    say(`live.reconnects.${one.venue}`, reconnects, '');
  }
}

let venue;
let server;
try {
  venue = await playWideMarket(folder, symbols);
  const started = performance.now();
  server = await startServer(folder, venue.url, symbols);
  say('live.answers_after', performance.now() - started, 'ms');
  while ((await health(server.url)).stage !== 'live') await wait(250);
  say('live.live_after', performance.now() - started, 'ms');
  if (parts.includes('close')) await closeToSocket(venue, server.url);
  if (parts.includes('pace')) await atRealPace(venue, server.child.pid);
  if (parts.includes('close') || parts.includes('pace')) await sayHealth(server.url);
  if (parts.includes('rest'))
    for (const [name, value] of await metricsAtRate(server.url, symbols)) say(name, value, 'ms');
  if (parts.includes('crowd'))
    for (const row of await fanOut(venue, server, symbols, Number(values.crowd))) say(...row);
  const cpu = cpus()[0]?.model ?? 'unknown';
  const machine = { cpu, cores: cpus().length, node: process.version, load: loadavg()[0] };
  const document = { machine: { ...machine, memoryGb: Math.round(totalmem() / 2 ** 30) }, rows };
  if (values.json) process.stdout.write(`${JSON.stringify(document)}\n`);
} finally {
  server?.child.kill('SIGINT');
  await venue?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();
