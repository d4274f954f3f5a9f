import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { WriteQueue } from '../../src/database/write-queue.ts';
import type { WebhookEnvelope } from '../../src/webhooks/envelope.ts';
import { Outbox } from '../../src/webhooks/outbox.ts';
import { Sender } from '../../src/webhooks/sender.ts';
import { isSignedBy } from '../../src/webhooks/send/sign.ts';
import type { Webhook, WebhookDelivery } from '../../src/webhooks/webhook.dto.ts';
import { startTestServer, type TestServer } from './support/server.ts';

jest.setTimeout(60_000);

interface Got {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A receiver on loopback that keeps what it gets and answers as it is told. */
class Receiver {
  readonly got: Got[] = [];
  answer: (got: Got, response: ServerResponse) => void = (_, response) => response.writeHead(204).end();
  #server: Server;
  url = '';

  static async start(): Promise<Receiver> {
    const one = new Receiver();
    await new Promise<void>((done) => one.#server.listen(0, '127.0.0.1', done));
    one.url = `http://127.0.0.1:${(one.#server.address() as AddressInfo).port}`;
    return one;
  }

  private constructor() {
    this.#server = createServer((incoming, response) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        const got = {
          path: incoming.url ?? '',
          headers: incoming.headers,
          body: Buffer.concat(parts).toString(),
        };
        this.got.push(got);
        this.answer(got, response);
      });
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const uuid = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;

function event(n: number, type = 'SIGNAL'): WebhookEnvelope {
  return {
    id: uuid(n),
    event_type: type,
    timestamp: '2026-03-01T12:05:00.000Z',
    symbol: 'BTC/USDT:USDT',
    severity: 3,
    title: `Event ${n}`,
    description: 'two conditions held',
    source: { product: 'hindcast', venue: 'binanceusdm', timeframe: '5m', market: 'live' },
    data: { tier: 2 },
  };
}

async function until(holds: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('webhooks', () => {
  let server: TestServer;
  let receiver: Receiver;
  const api = () => request(server.url.replace(/\/$/, ''));
  const create = async (body: object): Promise<Webhook> => {
    const response = await api()
      .post('/api/webhooks')
      .send({ name: 'a target', kind: 'http', topics: ['all'], ...body });
    expect([response.status, response.body]).toEqual([201, expect.anything()]);
    return response.body as Webhook;
  };
  /** As the live market does: events in a transaction of theirs, then the sender is told. */
  const say = async (...events: WebhookEnvelope[]): Promise<void> => {
    const outbox = server.app.get(Outbox);
    await server.app.get(WriteQueue).run((manager) => outbox.enqueue(manager, events, Date.now()));
    server.app.get(Sender).kick();
  };
  const log = async (query = ''): Promise<WebhookDelivery[]> =>
    (await api().get(`/api/webhooks/deliveries?limit=1000${query}`)).body as WebhookDelivery[];

  beforeAll(async () => {
    server = await startTestServer({ env: { WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1' } });
    receiver = await Receiver.start();
  });
  afterAll(async () => {
    receiver.close();
    await server.stop();
  });

  it('delivers an envelope with the documented fields, signed, to who asked for it', async () => {
    const secret = 'a-long-shared-secret';
    const { id } = await create({ url: `${receiver.url}/signed`, secret, topics: ['signal'] });
    await say(event(1), event(2, 'FUNDING_ANOMALY'));
    await until(() => receiver.got.length >= 1);
    const [{ path, headers, body }] = receiver.got;
    expect(path).toBe('/signed');
    expect(JSON.parse(body)).toEqual(event(1));
    expect(Object.keys(JSON.parse(body) as object)).toEqual(
      expect.arrayContaining([
        'event_type',
        'timestamp',
        'symbol',
        'severity',
        'title',
        'description',
        'source',
        'data',
      ]),
    );
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-hindcast-id']).toBe(uuid(1));
    const timestamp = String(headers['x-hindcast-timestamp']);
    expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(10);
    expect(isSignedBy(secret, timestamp, body, String(headers['x-hindcast-signature']))).toBe(true);
    await until(async () => (await log(`&target=${id}`))[0]?.state === 'delivered');
    expect(await log(`&target=${id}`)).toEqual([
      expect.objectContaining({ eventId: uuid(1), attempts: 1, status: 204, title: 'Event 1' }),
    ]);
    await api().delete(`/api/webhooks/${id}`).expect(204);
  });

  it('never tells an address or a secret again, not even in the file of the database', async () => {
    const { id, url, hasSecret } = await create({
      url: `${receiver.url}/api/webhooks/123/very-secret-token`,
      secret: 'another-secret-of-ours',
    });
    expect([url, hasSecret]).toEqual([`${receiver.url}/…oken`, true]);
    const answers = await Promise.all([
      api().get('/api/webhooks'),
      api().get('/api/webhooks/audit'),
      api().patch(`/api/webhooks/${id}`).send({ name: 'renamed' }),
    ]);
    for (const { text } of answers) expect(text).not.toMatch(/very-secret|another-secret/);
    const rows = await server.app
      .get(WriteQueue)
      .run((manager) => manager.query('SELECT * FROM webhook_targets'));
    expect(JSON.stringify(rows)).not.toMatch(/very-secret|another-secret/);
    const audit = (await api().get('/api/webhooks/audit')).body as { action: string; fields: string[] }[];
    expect(audit[0]).toMatchObject({ action: 'changed', fields: ['name'] });
    await api().delete(`/api/webhooks/${id}`).expect(204);
  });

  it('speaks to Discord, Telegram, Slack and a mail gateway in their own words', async () => {
    receiver.got.length = 0;
    const ids = [];
    for (const [kind, options] of [
      ['discord', {}],
      ['telegram', { chatId: '-100' }],
      ['slack', {}],
      ['email', { from: 'hindcast@example.com', to: ['desk@example.com'] }],
    ] as const) {
      ids.push(
        (await create({ kind, url: `${receiver.url}/${kind}`, options, secret: 'bearer-of-mail' })).id,
      );
    }
    await say(event(10), event(11));
    await until(() => receiver.got.length >= 4);
    const of = (path: string): Got => receiver.got.find((one) => one.path === path)!;
    expect((JSON.parse(of('/discord').body) as { embeds: unknown[] }).embeds).toHaveLength(2);
    expect(JSON.parse(of('/telegram').body)).toMatchObject({ chat_id: '-100', parse_mode: 'HTML' });
    expect((JSON.parse(of('/slack').body) as { blocks: unknown[] }).blocks).toHaveLength(2);
    expect(JSON.parse(of('/email').body)).toMatchObject({ to: ['desk@example.com'] });
    expect(of('/email').headers.authorization).toBe('Bearer bearer-of-mail');
    expect(of('/discord').headers['x-hindcast-signature']).toBeUndefined();
    for (const id of ids) await api().delete(`/api/webhooks/${id}`).expect(204);
  });

  it('refuses bad targets with a sentence and stores nothing', async () => {
    const before = (await api().get('/api/webhooks')).body as unknown[];
    for (const [body, code] of [
      [{ url: 'http://10.0.0.1/' }, 'TARGET_PRIVATE'],
      [{ url: 'http://2852039166/' }, 'TARGET_PRIVATE'],
      [{ url: 'ftp://example.com' }, 'TARGET_URL'],
      [{ url: 'https://u:p@example.com' }, 'TARGET_URL'],
      [{ url: 'env:NOT_SET_ANYWHERE' }, 'SECRET_MISSING'],
      [{ url: 'https://example.com', kind: 'telegram' }, 'TARGET_OPTIONS'],
    ] as const) {
      const response = await api()
        .post('/api/webhooks')
        .send({ name: 'bad', kind: 'http', topics: ['all'], ...body });
      expect([response.status, (response.body as { code: string }).code]).toEqual([400, code]);
    }
    expect((await api().get('/api/webhooks')).body).toEqual(before);
    await api().post('/api/webhooks/nobody/test').expect(404);
  });

  it('does not follow redirects, and gives up at once on what cannot succeed', async () => {
    receiver.got.length = 0;
    receiver.answer = (got, response) =>
      got.path === '/moved'
        ? response.writeHead(302, { location: `${receiver.url}/inside` }).end()
        : response.writeHead(404).end('no such hook');
    const moved = await create({ url: `${receiver.url}/moved` });
    const gone = await create({ url: `${receiver.url}/gone` });
    await say(event(20));
    await until(async () => (await log('&state=dead')).length === 2);
    const dead = await log('&state=dead');
    expect(dead.find(({ targetId }) => targetId === moved.id)).toMatchObject({ status: 302, attempts: 1 });
    expect(dead.find(({ targetId }) => targetId === gone.id)).toMatchObject({
      status: 404,
      answer: 'no such hook',
    });
    expect(receiver.got.map(({ path }) => path).sort()).toEqual(['/gone', '/moved']);
    receiver.answer = (_, response) => response.writeHead(200).end('ok');
    await api()
      .post(`/api/webhooks/${gone.id}/resend`)
      .send({ eventIds: [uuid(20)] })
      .expect(200, { resent: 1 });
    await until(async () => (await log(`&target=${gone.id}`))[0].state === 'delivered');
    for (const { id } of [moved, gone]) await api().delete(`/api/webhooks/${id}`).expect(204);
  });

  it('tests a target, and says why one does not answer', async () => {
    const { id } = await create({ url: `${receiver.url}/test` });
    const { body } = await api().post(`/api/webhooks/${id}/test`).expect(200);
    expect(body).toMatchObject({ delivered: true, status: 200, answer: 'ok' });
    await api().patch(`/api/webhooks/${id}`).send({ url: 'http://127.0.0.1:9/' }).expect(200);
    const failed = await api().post(`/api/webhooks/${id}/test`).expect(200);
    expect(failed.body).toMatchObject({ delivered: false, status: null });
    expect((failed.body as { answer: string }).answer).toContain('127.0.0.1 cannot be reached: ECONNREFUSED');
    await api().delete(`/api/webhooks/${id}`).expect(204);
  });

  it('delivers a burst to ten receivers, once each, while one hangs, one fails and one asks to wait', async () => {
    const receivers = await Promise.all(Array.from({ length: 10 }, () => Receiver.start()));
    const [hanging, failing, slow] = receivers;
    hanging.answer = () => undefined;
    failing.answer = (_, response) => response.writeHead(500).end();
    let asked = 0;
    slow.answer = (_, response) =>
      ++asked === 1 ? response.writeHead(429, { 'retry-after': '1' }).end() : response.writeHead(200).end();
    const made = [];
    for (const { url } of receivers)
      made.push(await create({ url, options: { batch: false, perMinute: 60_000 } }));
    const events = Array.from({ length: 200 }, (_, k) => event(1_000 + k));
    await say(...events);
    // Said again, as after a restart: the outbox has them already.
    await say(...events);
    const ids = ({ got }: Receiver): string[] => got.map(({ headers }) => String(headers['x-hindcast-id']));
    const healthy = receivers.slice(3);
    await until(
      () => healthy.every(({ got }) => got.length >= 200) && new Set(ids(slow)).size >= 200,
      40_000,
    );
    await new Promise((done) => setTimeout(done, 100));
    for (const one of healthy) expect(ids(one)).toEqual(events.map(({ id }) => id));
    expect(ids(slow)).toHaveLength(201);
    const waiting = await log(`&state=pending&target=${made[1].id}`);
    expect(waiting).toHaveLength(200);
    expect(failing.got.length).toBeLessThan(20);
    receivers.forEach((one) => one.close());
    for (const { id } of made) await api().delete(`/api/webhooks/${id}`).expect(204);
  });
});
