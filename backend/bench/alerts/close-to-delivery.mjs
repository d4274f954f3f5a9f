// A wide market that is met at its closes, and a receiver that notes when the first request about a close begins.
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BAR, health, playWideMarket, quantile, startServer, symbolsOf } from '../live/market.mjs';

/** Between closes; and how long before and after one the market goes at its own pace, ms. */
const FAST = 30;
const CALM = 10_000;
const AFTER = 3_000;
/** What is promised, ms. */
const MUST = 100;

/** When the first byte of what each close brought was there, by the close; and how many came. */
async function startReceiver(clock) {
  const firstAt = new Map();
  const counts = new Map();
  const receiver = createServer((request, response) => {
    const at = clock();
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const close = Date.parse(JSON.parse(body).timestamp);
      if (!firstAt.has(close)) firstAt.set(close, at);
      counts.set(close, (counts.get(close) ?? 0) + 1);
      response.writeHead(204).end();
    });
  });
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done));
  return { receiver, firstAt, counts, url: `http://127.0.0.1:${receiver.address().port}/` };
}

export async function closeToDelivery(say, { symbols, closes }) {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-alerts-'));
  const names = symbolsOf(symbols);
  const begun = performance.now();
  let venue;
  let server;
  let heard;
  try {
    venue = await playWideMarket(folder, names);
    heard = await startReceiver(() => venue.clock.now());
    process.env.WEBHOOKS_ALL = heard.url;
    process.env.WEBHOOKS_ALLOW_PRIVATE = '127.0.0.1';
    server = await startServer(folder, venue.url, names);
    while ((await health(server.url)).stage !== 'live') await wait(250);
    say('alerts.live_after', performance.now() - begun, 'ms');
    const ms = [];
    const told = [];
    while (ms.length < closes) {
      // Bars go by quickly; the close itself is met at the pace of a real market.
      venue.setSpeed(FAST);
      while (BAR - (venue.clock.now() % BAR) > CALM) await wait(10);
      venue.setSpeed(1);
      const close = Math.ceil(venue.clock.now() / BAR) * BAR;
      while (venue.clock.now() < close + AFTER) await wait(50);
      if (heard.firstAt.has(close)) {
        ms.push(heard.firstAt.get(close) - close);
        told.push(heard.counts.get(close));
      }
    }
    say('alerts.close_to_delivery.min', Math.min(...ms), 'ms');
    say('alerts.close_to_delivery.p50', quantile(ms, 0.5), 'ms');
    say('alerts.close_to_delivery.p99', quantile(ms, 0.99), 'ms');
    say('alerts.per_close', quantile(told, 0.5), 'alerts');
    const live = await health(server.url);
    say('alerts.lag', live.lagMs, 'ms from the close to the decision, the last one');
    say('alerts.compute', live.computeMs, 'ms');
    say('alerts.write', live.writeMs, 'ms');
    return quantile(ms, 0.99) < MUST;
  } finally {
    server?.child.kill('SIGINT');
    heard?.receiver.close();
    await venue?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
