import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BAR_FIELDS, type BarInput, type Market } from '@hindcast/engine';
import request from 'supertest';
import type { AlertDto } from '../../src/alerts/alert.dto.ts';
import { AlertStore } from '../../src/alerts/alert-store.ts';
import { AlertDesks } from '../../src/alerts/desk/alert-desks.ts';
import type { KeptAlert } from '../../src/alerts/history/history.dto.ts';
import type { Policy } from '../../src/alerts/policies/policy.dto.ts';
import type { Rule, RulePreview } from '../../src/alerts/rules/rule.dto.ts';
import { WriteQueue } from '../../src/database/write-queue.ts';
import { BarStore } from '../../src/ingestion/bar-store.ts';
import { LiveView } from '../../src/live/live-view.ts';
import { MarketPool } from '../../src/recordings/market-pool.ts';
import { runHindcast } from '../datasets/cli-runner.ts';
import { ROWS, writeDataset } from '../server/support/dataset.ts';
import { startTestServer, type TestServer } from '../server/support/server.ts';

jest.setTimeout(60_000);

const TARGET = 'http://127.0.0.1:9/hook';

describe('what is announced', () => {
  let server: TestServer;
  let market: Market;
  const api = () => request(server.url.replace(/\/$/, ''));
  const get = async <T>(path: string): Promise<T> =>
    (
      await api()
        .get(path)
        .expect((r) => r.status < 400)
    ).body as T;
  const history = (query = ''): Promise<KeptAlert[]> => get(`/api/alerts/history?limit=5000&${query}`);
  const recorded = (query = ''): Promise<AlertDto[]> =>
    get(`/api/alerts?dataset=small&tf=5m&limit=5000&${query}`);

  /** Plays the market through the live desk, bar by bar, from a row on. */
  function played(from: number, to = ROWS, toastTier = 2): AlertDto[] {
    const view = new LiveView('5m', market);
    view.follow();
    const desk = server.app.get(AlertDesks).live(toastTier);
    desk.warm(view, from);
    const said: AlertDto[] = [];
    for (let row = from; row < to; row++) said.push(...desk.look(view, row, row + 1));
    return said;
  }

  beforeAll(async () => {
    server = await startTestServer({
      env: {
        ...{ WEBHOOKS_ALL: TARGET, WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1' },
        PUBLIC_URL: 'https://desk.example/',
      },
      prepare: async (dataDir) => void (await writeDataset(dataDir)),
    });
    const pool = server.app.get(MarketPool, { strict: false });
    const { recorded: opened } = await pool.acquire({ dataset: 'small', timeframe: '5m' });
    await opened.ensure(ROWS);
    market = opened.market;
  });
  afterAll(() => server.stop());

  it('is the same live, bar by bar, and in a replay of the recording', async () => {
    const live = played(0);
    const order = (alerts: readonly AlertDto[]): string[] => alerts.map((one) => JSON.stringify(one)).sort();
    expect(live.length).toBeGreaterThan(20);
    expect(order(await recorded())).toEqual(order(JSON.parse(JSON.stringify(live)) as AlertDto[]));
    expect(order(played(700))).toEqual(
      order(live.filter(({ time }) => time >= market.lanes[0].tape.openTime[700])),
    );
  });

  it('is the same in CI: hindcast alerts asks the same desk, and delivers nothing', async () => {
    const { code, out } = await runHindcast(server.dataDir, 'alerts', 'small', '--timeframe', '5m', '--json');
    expect(code).toBe(0);
    const printed = (JSON.parse(out) as { alerts: AlertDto[] }).alerts;
    expect(printed.length).toBeGreaterThan(20);
    expect(printed).toEqual(await recorded());
    expect(await get('/api/webhooks/deliveries')).toEqual([]);
  });

  it('carries its explanation, and how often it was right before the bar, out of sample', () => {
    for (const { type, tier, explanation, description, data, record, time } of played(900)) {
      expect(description).not.toBe('');
      if (type === 'SIGNAL') expect(explanation?.conditions.every(({ held }) => held)).toBe(true);
      else expect(Object.keys(data ?? {})).not.toHaveLength(0);
      expect(record?.subject).toBe(type === 'SIGNAL' ? `tier${tier}` : type);
      if (!record || record.estimate === null) expect(record?.reason).toMatch(/before|in sample/);
      else {
        expect(record.low).toBeLessThanOrEqual(record.estimate);
        expect(record.high).toBeGreaterThanOrEqual(record.estimate);
        expect(record.times).toBeGreaterThan(0);
        expect(record.to).toBeLessThanOrEqual(time + 300_000);
      }
    }
  });

  it("counts a rule's record from when it was written, and says so before", async () => {
    const { body } = await api().post('/api/alerts/rules').send({ name: 'Old data', when: 'oiZ > 1' });
    const { id } = body as Rule;
    const said = (await recorded()).filter(({ data }) => data?.rule === id);
    expect(said.length).toBeGreaterThan(5);
    for (const { record } of said) {
      expect(record?.estimate).toBeNull();
      expect(record?.reason).toMatch(/in sample/);
    }
    await api().delete(`/api/alerts/rules/${id}`).expect(204);
  });

  it('goes by policies: on and off, once or at every bar, cooldown, severity; and back to how it ships', async () => {
    const before = await recorded();
    const change = async (subject: string, body: object): Promise<Policy> =>
      (await api().patch(`/api/alerts/policies/${subject}`).send(body).expect(200)).body as Policy;
    const of = async (tier: number): Promise<AlertDto[]> =>
      (await recorded()).filter((one) => one.tier === tier);
    expect(await of(1)).toHaveLength(0);
    expect((await change('tier1', { enabled: true, severity: 4 })).announced).toBe(true);
    const once = await of(1);
    expect(once.length).toBeGreaterThan(0);
    expect(once.every(({ severity }) => severity === 4)).toBe(true);
    await change('tier1', { everyBar: true });
    const every = await of(1);
    await change('tier1', { cooldown: 50 });
    const calm = await of(1);
    expect(every.length).toBeGreaterThanOrEqual(once.length);
    expect(calm.length).toBeLessThan(every.length);
    const preview = (
      await api().post('/api/alerts/policies/tier1/preview').send({ dataset: 'small' }).expect(200)
    ).body as RulePreview;
    expect(preview.fired).toBe(calm.length);
    await change('tier5', { enabled: false });
    expect(await of(5)).toHaveLength(0);
    await change('VOLATILITY_REGIME', { enabled: false });
    const off = (await recorded()).filter(({ type }) => type === 'VOLATILITY_REGIME');
    expect(off.every(({ muted }) => muted === 'off')).toBe(true);
    for (const subject of ['tier1', 'tier5', 'VOLATILITY_REGIME'])
      await api().delete(`/api/alerts/policies/${subject}`).expect(200);
    expect(await recorded()).toEqual(before);
    await api().patch('/api/alerts/policies/tier9').send({}).expect(404);
    await api().patch('/api/alerts/policies/FUNDING_ANOMALY').send({ severity: 5 }).expect(400);
  });

  it('is kept, searched, acknowledged; what is snoozed or quiet is kept and not sent', async () => {
    const alerts = played(1_000);
    await server.app.get(AlertStore).tell('recorded:small', alerts);
    const kept = await history();
    expect(kept).toHaveLength(alerts.length);
    expect(kept.map(({ knownAt }) => knownAt)).toEqual(
      kept.map(({ knownAt }) => knownAt).toSorted((a, b) => b - a),
    );
    const some = kept.filter(({ tier, symbol }) => tier === 2 && symbol.startsWith('BTC'));
    expect((await history('tier=2&symbol=btc')).map(({ id }) => id)).toEqual(some.map(({ id }) => id));
    const [{ id, symbol, timeframe, eventId, knownAt, replay }] = kept;
    expect(replay).toBe(`/alerts/open?id=${eventId}`);
    expect(await history(`from=${knownAt}&to=${knownAt + 1}`)).toHaveLength(
      kept.filter((one) => one.knownAt === knownAt).length,
    );
    await api()
      .post('/api/alerts/acknowledge')
      .send({ ids: [id], note: 'seen' })
      .expect(200, { changed: 1 });
    expect(await history('acknowledged=true')).toMatchObject([{ id, note: 'seen' }]);
    expect(await history('acknowledged=false')).toHaveLength(kept.length - 1);
    await api()
      .post('/api/alerts/acknowledge')
      .send({ ids: [id], acknowledged: false })
      .expect(200);
    expect(await history('acknowledged=true')).toHaveLength(0);
    expect(await get(`/api/alerts/history/${eventId}`)).toMatchObject({ id, deliveries: { delivered: 0 } });
    await api().get('/api/alerts/history?tier=9').expect(400);

    const until = knownAt + 86_400_000;
    const snoozes = (
      await api()
        .post('/api/alerts/snooze')
        .send({ ids: [id], until })
        .expect(200)
    ).body as { id: string }[];
    expect(snoozes).toMatchObject([{ symbol, timeframe, until, venue: null }]);
    const held = played(1_000).filter(({ muted }) => muted === 'snoozed');
    expect(held.length).toBeGreaterThan(0);
    expect(held.every((one) => one.symbol === symbol)).toBe(true);
    await api().delete(`/api/alerts/snoozes/${snoozes[0].id}`).expect(204);
    await api().post('/api/alerts/snoozes').send({ until }).expect(400);
    await api()
      .patch('/api/alerts/policies/tier3')
      .send({ quiet: { fromMinute: 0, toMinute: 720 } });
    const quiet = played(1_000).filter(({ tier }) => tier === 3);
    for (const { muted, knownAt: at } of quiet)
      expect(muted).toBe(Math.floor(at / 60_000) % 1_440 < 720 ? 'quiet' : null);
    await server.app.get(AlertStore).tell('live', quiet);
    const muted = await history('market=live&muted=true');
    expect(muted).toHaveLength(quiet.filter((one) => one.muted !== null).length);
    expect(muted.every(({ deliveries }) => deliveries.pending + deliveries.dead === 0)).toBe(true);
    await api().delete('/api/alerts/policies/tier3').expect(200);
    const audit = await get<{ what: string }[]>('/api/webhooks/audit?limit=100');
    expect(new Set(audit.map(({ what }) => what))).toEqual(new Set(['rule', 'policy', 'snooze']));
  });

  it('is sent with its record and a link that opens the replay at the bar', async () => {
    const [row] = await server.app
      .get(WriteQueue)
      .run((manager) =>
        manager.query<{ envelope: string }[]>('SELECT envelope FROM webhook_deliveries LIMIT 1'),
      );
    const { data } = JSON.parse(row.envelope) as { data: { replay: string; record: { subject: string } } };
    expect(data.replay).toMatch(/^https:\/\/desk\.example\/alerts\/open\?id=[0-9a-f-]{36}$/);
    // Nothing of that market was collected: it is replayed from what it was played from.
    const opened = await api()
      .post(`/api/alerts/open/${data.replay.slice(-36)}`)
      .expect(200);
    expect((opened.body as { path: string }).path).toMatch(/^\/replay\?dataset=small&/);
    expect(data.record.subject).toMatch(/^tier|[A-Z]/);
  });

  it('of what was collected live opens in a recording that is made of it when there is none', async () => {
    const sightings = market.lanes.flatMap(({ key, tape }) =>
      Array.from({ length: 600 }, (_, row) => {
        const bar: BarInput = { openTime: tape.openTime[row] };
        for (const field of BAR_FIELDS) bar[field] = tape.columns[field][row];
        return {
          venue: key.venue,
          symbol: key.symbol,
          bar,
          knownAt: bar.openTime + 300_050,
          source: 'kline' as const,
        };
      }),
    );
    const store = server.app.get(BarStore, { strict: false });
    await server.app.get(WriteQueue).run((manager) => store.put(manager, 'live', '5m', sightings));
    const alert = played(300, 590).find(({ type }) => type === 'SIGNAL')!;
    await server.app.get(AlertStore).tell('live', [alert]);
    const [{ replay }] = await history(
      `market=live&from=${alert.knownAt}&to=${alert.knownAt + 1}&muted=false`,
    );
    expect(replay).toMatch(/^\/alerts\/open\?id=[0-9a-f-]{36}$/);
    const open = `/api/alerts/open/${replay!.slice(-36)}`;
    // Looking at an address makes nothing: programs that preview links do.
    await api().get(open).expect(404);
    const opened = async (): Promise<string> =>
      ((await api().post(open).expect(200)).body as { path: string }).path;
    const [first, second] = await Promise.all([opened(), opened()]);
    expect(second).toBe(first);
    const link = new URL(first, 'http://x');
    const name = link.searchParams.get('dataset')!;
    expect(link.searchParams.get('symbol')).toBe(alert.symbol);
    expect(Date.parse(link.searchParams.get('t')!)).toBe(alert.knownAt);
    // What the recording says of that bar is what was said live.
    const again = await get<AlertDto[]>(
      `/api/alerts?dataset=${name}&tf=5m&limit=5000&symbol=${encodeURIComponent(alert.symbol)}`,
    );
    const same = again.find(
      (one) => one.time === alert.time && one.tier === alert.tier && one.venue === alert.venue,
    );
    expect(same).toEqual(JSON.parse(JSON.stringify(alert)));
    expect(await opened()).toBe(first);
    await api().post('/api/alerts/open/00000000-0000-8000-8000-000000000000').expect(404);
  });
});
