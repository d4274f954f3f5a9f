import { cp } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { WriteQueue } from '../../src/database/write-queue.ts';
import type { WebhookEnvelope } from '../../src/webhooks/envelope.ts';
import { Outbox } from '../../src/webhooks/outbox.ts';
import { Sender } from '../../src/webhooks/sender.ts';
import { isSignedBy } from '../../src/webhooks/send/sign.ts';
import type { WebhookDelivery } from '../../src/webhooks/delivery.dto.ts';
import type { Webhook } from '../../src/webhooks/webhook.dto.ts';
import { Receiver, until, type Got } from '../webhooks/receiver.ts';
import { startTestServer, type TestServer } from './support/server.ts';

jest.setTimeout(60_000);

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
  /** As the live market does: events are kept, then the sender is told. */
  const say = async (...events: WebhookEnvelope[]): Promise<void> => {
    server.app.get(Sender).offer(await server.app.get(Outbox).tell(events));
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

  it('keeps an alert and its deliveries both or neither', async () => {
    const { id } = await create({ url: `${receiver.url}/neither`, topics: ['signal'] });
    // An alert without a market is refused by the table.
    await expect(server.app.get(Outbox).tell([event(900)], [[null]])).rejects.toThrow(/NOT NULL/);
    expect((await log()).filter(({ eventId }) => eventId === event(900).id)).toEqual([]);
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
    const elsewhere = { ...event(12), symbol: 'ETH/USDT:USDT' };
    await say(event(10), event(11), elsewhere);
    await until(() => receiver.got.length >= 4);
    const of = (path: string): Got => receiver.got.find((one) => one.path === path)!;
    const read = <T>(path: string): T => JSON.parse(of(path).body) as T;
    // One bar of one symbol is told once, with a line for each of its alerts; another symbol by itself.
    const { embeds } = read<{ embeds: { title: string; description: string }[] }>('/discord');
    expect(embeds.map(({ title }) => title)).toEqual([
      'BTC/USDT:USDT: 2 alerts: Event 10, Event 11',
      'ETH/USDT:USDT: Event 12',
    ]);
    expect(embeds[0].description).toContain('Event 11 \\(binanceusdm 5m\\): two conditions held');
    const telegram = read<{ chat_id: string; parse_mode: string; text: string }>('/telegram');
    expect(telegram).toMatchObject({ chat_id: '-100', parse_mode: 'HTML' });
    expect(telegram.text).toContain('<b>BTC/USDT:USDT: 2 alerts: Event 10, Event 11</b>');
    expect(read<{ blocks: unknown[] }>('/slack').blocks).toHaveLength(2);
    expect(read('/email')).toMatchObject({ from: 'hindcast@example.com', to: ['desk@example.com'] });
    expect(of('/email').headers.authorization).toBe('Bearer bearer-of-mail');
    for (const path of ['/discord', '/telegram', '/slack', '/email']) {
      const { headers } = of(path);
      expect(headers['content-type']).toBe('application/json');
      expect(headers['user-agent']).toMatch(/^Hindcast\/\d/);
      expect(headers['x-hindcast-signature']).toBeUndefined();
    }
    await until(async () => (await log('&state=delivered&symbol=ETH')).length === 4);
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
    expect(await log('&status=302')).toHaveLength(1);
    await api().post('/api/webhooks/resend').send({}).expect(200, { resent: 1 });
    await until(async () => (await log('&state=dead')).length === 0);
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

  it('tells a program alerts together where it asks for that, each with its id, signed as one', async () => {
    receiver.got.length = 0;
    receiver.answer = (_, response) => response.writeHead(204).end();
    const secret = 'one-for-the-whole-body';
    const { id } = await create({ url: `${receiver.url}/grouped`, secret, options: { group: 'symbol' } });
    const other = { ...event(32), symbol: 'ETH/USDT:USDT' };
    await say(event(30), other, event(31));
    await until(() => receiver.got.length >= 2);
    const [{ headers, body }] = receiver.got;
    expect(JSON.parse(body)).toEqual({ events: [event(30), event(31)] });
    expect(headers['x-hindcast-id']).toBe(`${uuid(30)},${uuid(31)}`);
    const stamp = String(headers['x-hindcast-timestamp']);
    expect(isSignedBy(secret, stamp, body, String(headers['x-hindcast-signature']))).toBe(true);
    await api().delete(`/api/webhooks/${id}`).expect(204);
  });

  it('keeps below the rate that a target takes, and puts many into one request where it is asked to', async () => {
    receiver.got.length = 0;
    const calm = await create({ url: `${receiver.url}/calm`, options: { perMinute: 2 } });
    const batch = await create({ url: `${receiver.url}/batch`, options: { batch: true, perMinute: 1 } });
    const events = Array.from({ length: 5 }, (_, k) => event(50 + k));
    await say(...events);
    const at = (path: string): Got[] => receiver.got.filter((one) => one.path === path);
    await until(() => at('/calm').length >= 2 && at('/batch').length >= 1);
    await new Promise((done) => setTimeout(done, 400));
    expect(at('/calm').map(({ body }) => (JSON.parse(body) as WebhookEnvelope).id)).toEqual([
      uuid(50),
      uuid(51),
    ]);
    expect(at('/batch').map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ events }]);
    for (const { id } of [calm, batch]) await api().delete(`/api/webhooks/${id}`).expect(204);
  });

  it('loses nothing when the process ends between commit and delivery: what is on the disk is sent', async () => {
    const hanging = await Receiver.start();
    hanging.answer = () => undefined;
    const { id } = await create({ url: hanging.url });
    await say(event(40), event(41));
    await until(() => hanging.got.length >= 1);
    // The files as kill -9 would leave them, in the middle of a request; the process itself: kill.spec.ts, nightly.
    const after = await startTestServer({
      env: { WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1' },
      prepare: async (dataDir) => {
        hanging.answer = (_, response) => response.writeHead(204).end();
        await cp(server.dataDir, dataDir, { recursive: true });
      },
    });
    const ids = (): string[] => hanging.got.slice(1).map(({ headers }) => String(headers['x-hindcast-id']));
    await until(() => new Set(ids()).size === 2);
    expect([...new Set(ids())].sort()).toEqual([uuid(40), uuid(41)]);
    await after.stop();
    hanging.close();
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
      'the healthy receivers and the slow one have all 200',
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
