// A thousand alerts at once to ten receivers: one hangs, one answers 500, one asks to wait. Nothing is lost, and nothing doubled
// after the receiver has dropped the ids that it knows.
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readEnvironment } from '../../dist/config/environment.js';
import { startServer } from '../../dist/server.js';
import { Outbox } from '../../dist/webhooks/outbox.js';
import { Sender } from '../../dist/webhooks/sender.js';

const RECEIVERS = 10;
/** The hanging and the failing receiver come to their senses after this. */
const TROUBLE_MS = 8_000;
const LONGEST_MS = 240_000;

class Receiver {
  ids = [];
  seen = new Set();
  answer = (response) => response.writeHead(204).end();

  async start() {
    this.server = createServer((request, response) => {
      request.resume();
      request.on('end', () => this.answer(response, request.headers['x-hindcast-id']));
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    return this;
  }

  take(id) {
    this.ids.push(id);
    this.seen.add(id);
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const eventOf = (n) => ({
  id: `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`,
  event_type: 'SIGNAL',
  timestamp: '2026-03-01T12:05:00.000Z',
  symbol: `S${n % 200}/USDT:USDT`,
  severity: 3,
  title: `Event ${n}`,
  description: 'two conditions held',
  source: { product: 'hindcast', venue: 'binanceusdm', timeframe: '5m', market: 'live' },
  data: { tier: 2 },
});

export async function burst(say, count) {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-burst-'));
  const receivers = await Promise.all(Array.from({ length: RECEIVERS }, () => new Receiver().start()));
  const [hanging, failing, limiting, ...healthy] = receivers;
  const well = (one) => (response, id) => {
    one.take(id);
    response.writeHead(204).end();
  };
  for (const one of receivers) one.answer = well(one);
  hanging.answer = () => undefined;
  failing.answer = (response) => response.writeHead(500).end();
  let asked = 0;
  limiting.answer = (response, id) => {
    if (++asked % 100 === 1) response.writeHead(429, { 'retry-after': '1' }).end();
    else well(limiting)(response, id);
  };
  const environment = readEnvironment({
    ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', EXCHANGES: 'none' },
    WEBHOOKS_ALL: receivers.map(({ url }) => url).join(','),
    WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1',
  });
  const server = await startServer({ environment });
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const all = (some) => some.every(({ seen }) => seen.size === count);
  const until = async (holds) => {
    while (!holds() && since() < LONGEST_MS) await wait(20);
    return since();
  };
  try {
    const events = Array.from({ length: count }, (_, n) => eventOf(n));
    await server.app.get(Outbox).tell(events);
    server.app.get(Sender).kick();
    say('alerts.burst.commit', since(), 'ms');
    setTimeout(() => {
      hanging.answer = well(hanging);
      failing.answer = well(failing);
    }, TROUBLE_MS);
    say('alerts.burst.healthy', await until(() => all(healthy)), `ms for ${count} to ${healthy.length}`);
    say(
      'alerts.burst.limited',
      await until(() => all([limiting])),
      `ms for ${count}, every 100th answered 429`,
    );
    say(
      'alerts.burst.troubled',
      await until(() => all([hanging, failing])),
      'ms for the hanging and the failing one',
    );
    const lost = receivers.reduce((sum, { seen }) => sum + count - seen.size, 0);
    const doubled = receivers.reduce((sum, { ids, seen }) => sum + ids.length - seen.size, 0);
    say('alerts.burst.lost', lost, 'alerts');
    say('alerts.burst.repeated', doubled, 'alerts that a receiver drops by their id');
    return lost === 0;
  } finally {
    for (const one of receivers) one.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
