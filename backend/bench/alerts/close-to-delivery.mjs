// A wide market that is met at its closes, and a receiver that notes when the first request about a close begins.
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BAR, Closes, health, playWideMarket, quantile, startServer, symbolsOf } from '../live/market.mjs';

/** Between closes; and how long before and after one the market goes at its own pace, ms. */
const FAST = 30;
const CALM = 10_000;
const AFTER = 3_000;
/** What is promised, ms. */
const MUST = 100;

/** When the first byte of what each close brought was there, by this machine's clock; and how many came. */
async function startReceiver() {
  const firstAt = new Map();
  const counts = new Map();
  const thread = new Worker(new URL('receiver-thread.mjs', import.meta.url));
  const [{ url }] = await once(thread, 'message');
  thread.on('message', ({ close, at }) => {
    if (!firstAt.has(close)) firstAt.set(close, at);
    counts.set(close, (counts.get(close) ?? 0) + 1);
  });
  return { thread, firstAt, counts, url };
}

/** Bars go by quickly; the close itself is met at the pace of a real market. Open time of the bar that follows it. */
async function nextClose(venue) {
  venue.setSpeed(FAST);
  while (BAR - (venue.clock.now() % BAR) > CALM) await wait(10);
  venue.setSpeed(1);
  const close = Math.ceil(venue.clock.now() / BAR) * BAR;
  while (venue.clock.now() < close + AFTER) await wait(50);
  return close;
}

async function isLive(server) {
  while ((await health(server.url)).stage !== 'live') await wait(250);
}

/**
 * A venue has told of closes before any server of ours begins: somebody else listens to one, so that the code of the venue in this process
 * is compiled, which takes the cores that the server needs. The server that is measured is a new process, with nothing in its folder.
 */
async function letItBeHeard(venue, folder, names) {
  await mkdir(folder, { recursive: true });
  const server = await startServer(folder, venue.url, names);
  const ended = once(server.child, 'close');
  try {
    await isLive(server);
    await nextClose(venue);
  } finally {
    server.child.kill('SIGINT');
    await ended;
  }
}

export async function closeToDelivery(say, { symbols, closes }) {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-alerts-'));
  const names = symbolsOf(symbols);
  let venue;
  let server;
  let heard;
  let bars;
  try {
    venue = await playWideMarket(folder, names);
    heard = await startReceiver();
    process.env.WEBHOOKS_ALL = heard.url;
    process.env.WEBHOOKS_ALLOW_PRIVATE = '127.0.0.1';
    bars = new Closes(venue);
    await letItBeHeard(venue, join(folder, 'before'), names);
    const begun = performance.now();
    server = await startServer(folder, venue.url, names);
    await isLive(server);
    say('alerts.live_after', performance.now() - begun, 'ms');
    const ms = [];
    const told = [];
    const parts = [];
    while (ms.length < closes) {
      const close = await nextClose(venue);
      if (heard.firstAt.has(close)) {
        ms.push(heard.firstAt.get(close) - bars.at(close));
        told.push(heard.counts.get(close));
        const { lagMs, computeMs } = await health(server.url);
        parts.push(`${ms.at(-1).toFixed(0)} (${lagMs.toFixed(0)}, ${computeMs.toFixed(0)})`);
      }
    }
    say('alerts.close_to_delivery.min', Math.min(...ms), 'ms');
    say('alerts.close_to_delivery.p50', quantile(ms, 0.5), 'ms');
    say('alerts.close_to_delivery.p99', quantile(ms, 0.99), 'ms');
    say('alerts.close_to_delivery.first', ms[0], 'ms, of the first close after the start');
    process.stderr.write(
      `  one after the other (ms until decided, ms of computing): ${parts.join(' ')} ms\n`,
    );
    say('alerts.per_close', quantile(told, 0.5), 'alerts');
    const live = await health(server.url);
    say('alerts.lag', live.lagMs, 'ms from the close to the decision, the last one');
    say('alerts.compute', live.computeMs, 'ms');
    say('alerts.write', live.writeMs, 'ms');
    return quantile(ms, 0.99) < MUST;
  } finally {
    server?.child.kill('SIGINT');
    bars?.stop();
    await heard?.thread.terminate();
    await venue?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
