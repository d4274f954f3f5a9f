import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/config/environment.ts';
import { DataSource } from 'typeorm';
import { RunEntity } from '../../src/database/entities/run.entity.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { storeFolders } from '../../src/datasets/index.ts';
import { startServer } from '../../src/server.ts';
import { ServerProcess } from '../live/server-process.ts';
import { Client } from './support/client.ts';
import { writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const STRATEGY =
  'name: Busy\nparams: { edge: { default: 40, min: 5, max: 60 } }\nentry: { long: rsi < edge, short: rsi > 60 }\nstopLoss: { percent: 1 }\nmaxHolding: 9';

interface Summary {
  id: string;
  state: string;
  progress: number;
  trades: number;
  netPnl: number;
  digest: string;
  same: boolean | null;
  rerunOf: string | null;
  failure: { code: string; message: string } | null;
}
interface Run extends Summary {
  inputs: Record<string, unknown>;
  assumptions: string[];
  report: { numbers: Record<string, number>; resultDigest: string; reproduce: string; months: object[] };
}
interface Answer<T> {
  status: number;
  range: string | null;
  body: T;
}

// Threads start slowly where everything else is starting too.
jest.setTimeout(180_000);

/** A connection that is kept may be closed by the server in the moment in which it is used again. */
const FRESH = { connection: 'close' };

let server: TestServer;

async function call<T>(path: string, body?: unknown, method = 'POST'): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json', ...FRESH };
  const init = { method, headers, body: JSON.stringify(body) };
  const asked = body === undefined && method === 'POST' ? { headers: FRESH } : init;
  const answer = await fetch(new URL(path, server.url), asked);
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json');
  return {
    status: answer.status,
    range: answer.headers.get('content-range'),
    body: (json ? JSON.parse(text) : text) as T,
  };
}

/** Waits until a run has ended. */
async function ended(id: string): Promise<Run> {
  for (;;) {
    const { body } = await call<Run>(`/api/simulations/${id}`);
    if (!['queued', 'running'].includes(body.state)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function run(request: object): Promise<Run> {
  const { status, body } = await call<Summary>('/api/simulations', request);
  expect({ status, body }).toMatchObject({ status: 202 });
  return ended(body.id);
}

const REQUEST = { dataset: 'small', strategy: STRATEGY };

beforeAll(async () => {
  server = await startTestServer({ prepare: async (dataDir) => void (await writeDataset(dataDir)) });
});
afterAll(() => server.stop());

describe('simulations over REST', () => {
  let first: Run;

  it('run in the background and are kept with all that was asked for', async () => {
    const { status, body } = await call<Summary>('/api/simulations', { ...REQUEST, seed: 7 });
    expect(status).toBe(202);
    expect(['queued', 'running']).toContain(body.state);
    first = await ended(body.id);
    expect(first).toMatchObject({ state: 'done', progress: 1, failure: null });
    expect(first.trades).toBeGreaterThan(50);
    expect(first.report.numbers.netPnl).toBe(first.netPnl);
    expect(first.digest).toBe(first.report.resultDigest);
    expect(first.assumptions.length).toBeGreaterThan(5);
    expect(first.inputs).toMatchObject({
      dataset: 'small',
      strategy: STRATEGY,
      parameters: { edge: 40 },
      seed: 7,
      initialCapital: 10_000,
      costs: { takerFee: 0.0005, slippage: { model: 'bps', bps: 1 } },
    });
    expect(first.report.reproduce).toContain('seed 7');
  });

  it('are listed newest first, without their reports', async () => {
    const second = await run(REQUEST);
    expect(second.digest).toBe(first.digest);
    const list = await call<Summary[]>('/api/simulations?limit=1');
    expect(list).toMatchObject({ status: 206, range: 'items 0-0/2', body: [{ id: second.id }] });
    expect(list.body[0]).not.toHaveProperty('report');
  });

  it('are made again from their inputs to the same digest', async () => {
    const { status, body } = await call<Summary>(`/api/simulations/${first.id}/rerun`, {});
    expect(status).toBe(202);
    const again = await ended(body.id);
    expect(again).toMatchObject({
      state: 'done',
      rerunOf: first.id,
      same: true,
      digest: first.digest,
      expectedDigest: first.digest,
    });
    expect(again.inputs).toEqual(first.inputs);
  });

  it('trade what a replay that is played to the end trades', async () => {
    const client = await Client.connect(server.url);
    const { session } = await client.open({
      dataset: 'small',
      timeframe: '5m',
      strategy: STRATEGY,
      at: 8e15,
    });
    const { totals, positions } = await client.request('replay_trades', { session });
    client.close();
    // The report closes what is open at the end; the replay leaves it open, as a film has no last word.
    expect(totals.trades + (positions?.length ?? 0)).toBe(first.trades);
  });

  it('are made again wherever their recording is by now, and say what is missing where it is not', async () => {
    const folder = (name: string): string => join(storeFolders(server.dataDir).data, name);
    await writeDataset(server.dataDir, 'moved', 400);
    const made = await run({ ...REQUEST, dataset: 'moved', costs: { takerBps: 3 } });
    await rename(folder('moved'), folder('elsewhere'));
    const { body } = await call<Summary>(`/api/simulations/${made.id}/rerun`, {});
    const again = await ended(body.id);
    expect(again).toMatchObject({ state: 'done', same: true, digest: made.digest });
    expect(again.inputs).toMatchObject({ dataset: 'elsewhere', costs: made.inputs.costs });

    await rm(folder('elsewhere'), { recursive: true });
    const digest = made.inputs.datasetDigest as string;
    expect(await call(`/api/simulations/${made.id}/rerun`, {})).toMatchObject({
      status: 404,
      body: { code: 'RUN_DATASET_NOT_FOUND', message: expect.stringContaining(digest) },
    });
    await writeDataset(server.dataDir, 'moved', 500);
    expect(await call(`/api/simulations/${made.id}/rerun`, {})).toMatchObject({
      status: 400,
      body: { code: 'RUN_DATASET_CHANGED', message: expect.stringContaining(digest) },
    });
    // Its report, its trades and its page are still there.
    expect((await call(`/api/simulations/${made.id}/report.html`)).status).toBe(200);
    for (const { id } of [made, again]) await call(`/api/simulations/${id}`, undefined, 'DELETE');
  });

  it('trade in a replay on their terms what they report, trade for trade, to the same regret', async () => {
    const costs = {
      takerBps: 7,
      makerBps: -1,
      slippageModel: 'spread',
      slippageBps: 4,
      rangeShare: 0.2,
    } as const;
    const terms = { costs, initialCapital: 2_500, venue: 'bybit', symbols: ['ETH/USDT:USDT'] };
    const from = (first.report as unknown as { range: { from: number } }).range.from + 300 * 300_000;
    const dear = await run({ ...REQUEST, ...terms, from });
    const { body: reported } = await call<Record<string, unknown>[]>(
      `/api/simulations/${dear.id}/trades?limit=5000`,
    );
    const client = await Client.connect(server.url);
    const asked = { dataset: 'small', timeframe: '5m', strategy: STRATEGY, at: 8e15 };
    const { session } = await client.open({ ...asked, account: { ...terms, from } });
    const { trades, totals } = await client.request('replay_trades', { session, limit: 5_000 });
    const closed = reported.filter(({ exitReason }) => exitReason !== 'endOfData');
    expect(closed.length).toBeGreaterThan(20);
    expect(closed).toMatchObject(trades);
    expect(trades).toHaveLength(closed.length);
    const sum = (name: string): number => closed.reduce((all, trade) => all + (trade[name] as number), 0);
    expect(totals.trades).toBe(closed.length);
    expect(totals.netPnl).toBeCloseTo(sum('netPnl'), 9);
    expect(totals.exitRegret).toBeCloseTo(sum('exitRegret'), 9);

    // Another strategy on other terms, and back: terms are part of what is asked for, not of the session.
    await client.request('replay_strategy', { session, strategy: STRATEGY });
    const plain = await client.request('replay_trades', { session });
    expect(plain.totals.trades).toBeGreaterThan(totals.trades);
    await client.request('replay_strategy', { session, strategy: STRATEGY, account: { ...terms, from } });
    const back = await client.request('replay_trades', { session });
    expect(back.totals).toEqual(totals);
    const refused = await client.refusal('replay_open', { ...asked, account: { costs: { takerBps: -5 } } });
    expect(refused.message).toContain('takerBps');
    client.close();
  });

  it('answer their trades in parts and in any order', async () => {
    interface Row {
      id: number;
      netPnl: number;
      exitRegret: number;
    }
    const path = `/api/simulations/${first.id}/trades`;
    const part = await call<Row[]>(`${path}?limit=10&offset=5`);
    expect(part).toMatchObject({ status: 206, range: `items 5-14/${first.trades}` });
    expect(part.body.map(({ id }) => id)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    const { body: worst } = await call<Row[]>(`${path}?limit=5000&sort=netPnl`);
    expect(worst).toHaveLength(first.trades);
    expect(worst.map(({ netPnl }) => netPnl)).toEqual(
      worst.map(({ netPnl }) => netPnl).sort((a, b) => a - b),
    );
    const { body: best } = await call<Row[]>(`${path}?limit=1&sort=-exitRegret`);
    expect(best[0].exitRegret).toBe(Math.max(...worst.map(({ exitRegret }) => exitRegret)));
    expect(worst.reduce((sum, { netPnl }) => sum + netPnl, 0)).toBeCloseTo(first.netPnl, 6);
    expect(await call(`${path}?sort=__proto__`)).toMatchObject({ status: 400 });
  });

  it('answer their equity in so many points, the extremes kept', async () => {
    const path = `/api/simulations/${first.id}/equity`;
    const { body: fine } = await call<Record<string, number[]>>(`${path}?points=4000`);
    const { body: coarse } = await call<Record<string, number[]>>(`${path}?points=50`);
    expect(coarse.time.length).toBeLessThanOrEqual(50);
    expect(Math.min(...coarse.low)).toBe(Math.min(...fine.low));
    expect(Math.max(...coarse.drawdownPct)).toBeCloseTo(first.report.numbers.maxDrawdownPct, 9);
    expect(coarse.equity.at(-1)).toBeCloseTo(10_000 + first.netPnl, 6);
    expect(coarse.buyAndHold.at(-1)).toBeCloseTo(10_000 * (1 + first.report.numbers.buyAndHoldPct / 100), 4);
    const columns = ['equity', 'low', 'high', 'drawdownPct', 'buyAndHold', 'exposurePct'];
    for (const name of columns) expect(coarse[name]).toHaveLength(coarse.time.length);
  });

  it('are exported as a page, as CSV and as JSON', async () => {
    const page = await call<string>(`/api/simulations/${first.id}/report.html`);
    expect(page.status).toBe(200);
    expect(page.body).toContain(first.digest);
    // One file that needs nothing else, and runs nothing.
    expect(page.body).not.toMatch(/<script|<link|<img|src=|@import|url\(|https?:/i);
    const csv = await call<string>(`/api/simulations/${first.id}/trades.csv`);
    expect(csv.body.trim().split('\r\n')).toHaveLength(first.trades + 1);
    const json = await call<{ trades: object[]; report: object }>(`/api/simulations/${first.id}/report.json`);
    expect(json.body.trades).toHaveLength(first.trades);
    expect(json.body.report).toEqual(first.report);
  });

  it('are exported as text, whatever they are called', async () => {
    const name = `</title><script>alert(1)</script>"'&`;
    const strategy = `name: ${JSON.stringify(name)}\nentry: { long: rsi < 30 }\nmaxHolding: 5`;
    const hostile = await run({ ...REQUEST, strategy });
    const { body } = await call<string>(`/api/simulations/${hostile.id}/report.html`);
    expect(body).not.toContain('<script');
    expect(body).toContain('&lt;/title&gt;&lt;script&gt;');
  });

  it('stand side by side', async () => {
    const other = await run({ ...REQUEST, parameters: { edge: 30 } });
    interface Compared {
      same: boolean;
      inputs: { name: string; a: string; b: string }[];
      figures: { name: string; a: number; b: number; difference: number }[];
      trades: { same: number; onlyAcount: number; onlyBcount: number; changedCount: number };
      equityA: { time: number[] };
    }
    const { body } = await call<Compared>(`/api/simulations/compare?a=${first.id}&b=${other.id}`);
    expect(body.same).toBe(false);
    expect(body.inputs).toContainEqual({ name: 'parameters.edge', a: '40', b: '30' });
    const pnl = body.figures.find(({ name }) => name === 'netPnl')!;
    expect([pnl.a, pnl.b]).toEqual([first.netPnl, other.netPnl]);
    const { trades } = body;
    expect(trades.same + trades.changedCount + trades.onlyAcount).toBe(first.trades);
    expect(trades.same + trades.changedCount + trades.onlyBcount).toBe(other.trades);
    const itself = await call<Compared>(`/api/simulations/compare?a=${first.id}&b=${first.id}`);
    expect(itself.body).toMatchObject({ same: true, inputs: [], trades: { same: first.trades } });
  });

  it('trade only the range that was asked for, warmed up by what lies before it', async () => {
    const { body: all } = await call<{ entryTime: number; exitTime: number }[]>(
      `/api/simulations/${first.id}/trades?limit=5000`,
    );
    const from = all[20].entryTime;
    const to = all[40].entryTime;
    const part = await run({ ...REQUEST, from, to });
    const { body } = await call<typeof all>(`/api/simulations/${part.id}/trades?limit=5000`);
    expect(body[0].entryTime).toBeGreaterThan(from);
    expect(body.at(-1)!.exitTime).toBeLessThan(to);
    expect(body.length).toBeGreaterThan(10);
    expect(part.report).toMatchObject({ range: { from } });
  });

  it('are previewed without being kept: the figures are those of the run', async () => {
    const before = await call<unknown[]>('/api/simulations?limit=1');
    interface Previewed {
      figures: Record<string, number | null>;
      equity: { time: number[] };
      warm: boolean;
    }
    const cold = await call<Previewed>('/api/simulations/preview', { ...REQUEST, points: 100 });
    expect(cold.status).toBe(200);
    expect(cold.body.figures).toEqual(first.report.numbers);
    expect(cold.body.equity.time.length).toBeLessThanOrEqual(100);
    const warm = await call<Previewed>('/api/simulations/preview', {
      ...REQUEST,
      parameters: { edge: '30' },
    });
    expect(warm.body.warm).toBe(true);
    expect(warm.body.figures.netPnl).not.toBe(first.netPnl);
    expect((await call<unknown[]>('/api/simulations?limit=1')).range).toBe(before.range);
  });

  it('are deleted', async () => {
    const doomed = await run(REQUEST);
    expect((await call(`/api/simulations/${doomed.id}`, undefined, 'DELETE')).status).toBe(204);
    expect((await call(`/api/simulations/${doomed.id}`)).status).toBe(404);
    expect((await call(`/api/simulations/${doomed.id}/trades`)).status).toBe(404);
  });

  it('are cancelled, in the queue and under way, and come to nothing then', async () => {
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => call<Summary>('/api/simulations', REQUEST)),
    );
    const cancelled = await Promise.all(
      asked.map(({ body }) => call<Summary>(`/api/simulations/${body.id}/cancel`, {})),
    );
    for (const { body } of cancelled) expect(['cancelled', 'done']).toContain(body.state);
    expect(cancelled.at(-1)!.body.state).toBe('cancelled');
    const { id } = cancelled.at(-1)!.body;
    expect(await call(`/api/simulations/${id}/equity`)).toMatchObject({
      status: 404,
      body: { code: 'RUN_RESULT_NOT_FOUND' },
    });
    const again = await call<Summary>(`/api/simulations/${id}/rerun`, {});
    expect(await ended(again.body.id)).toMatchObject({ state: 'done', digest: first.digest });
  });

  it.each([
    [{ ...REQUEST, dataset: 'none' }, 404, 'DATASET_UNKNOWN'],
    [{ ...REQUEST, strategy: 'name: a\nentry: { long: rsy < 3 }' }, 400, 'EXPRESSION_NAME'],
    [{ ...REQUEST, timeframe: '1h' }, 404, 'LANE_UNKNOWN'],
    [{ ...REQUEST, symbols: ['X/Y:Y'] }, 404, 'LANE_UNKNOWN'],
    [{ ...REQUEST, parameters: { edge: 'x' } }, 400, 'STRATEGY_PARAM'],
    [{ ...REQUEST, parameters: { edge: 1 } }, 400, 'STRATEGY_PARAM'],
    [{ ...REQUEST, parameters: { lov: 50 } }, 400, 'STRATEGY_PARAM'],
    [{ ...REQUEST, costs: { takerBps: -1 } }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, costs: { takerbps: 1 } }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, initialCapital: 0 }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, parameters: null }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, config: null }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, costs: { takerBps: null } }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, config: { 'signals.oiz': 3 } }, 400, 'CONFIG_NUMBER'],
    [{ ...REQUEST, from: 10, to: 5 }, 400, 'RANGE_INVALID'],
    [{ dataset: 'small' }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, strategy: 'x'.repeat(1_000_000) }, 400, 'REQUEST_INVALID'],
    [
      { ...REQUEST, strategy: `name: a\nentry: { long: "${'('.repeat(1_500)}" }` },
      400,
      'EXPRESSION_TOO_DEEP',
    ],
    [
      { ...REQUEST, strategy: 'name: a\nentry: { long: close / 0 > rsi + 1 and close }' },
      400,
      'EXPRESSION_TYPE',
    ],
    [
      { ...REQUEST, strategy: 'name: a\n__proto__: { x: 1 }\nentry: { long: rsi < 30 }' },
      400,
      'STRATEGY_KEY',
    ],
    [{ ...REQUEST, strategy: 'name: a\nentry: { long: constructor }' }, 400, 'EXPRESSION_NAME'],
  ])('refuse %#', async (request, status, code) => {
    expect(await call('/api/simulations', request)).toMatchObject({ status, body: { code } });
    expect(await call('/api/simulations/preview', request)).toMatchObject({ status, body: { code } });
  });

  it('divide by zero without a word: what has no value triggers nothing', async () => {
    const strategy = 'name: a\nentry: { long: close / 0 > 1, short: (close - close) / (open - open) == 0 }';
    expect(await run({ ...REQUEST, strategy })).toMatchObject({ state: 'done', trades: 0, hitRate: null });
  });

  it('that cannot be made say why', async () => {
    const nowhere = await run({ ...REQUEST, from: 0, to: 1_000_000 });
    expect(nowhere).toMatchObject({ state: 'failed', failure: { code: 'RANGE_EMPTY' }, report: null });
  });

  it('that do not exist are not found', async () => {
    const id = '3f1c1f9e-6a52-4a37-9d8e-0f6f4f1f2a11';
    expect(await call(`/api/simulations/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'RUN_NOT_FOUND' },
    });
    expect(await call('/api/simulations/x')).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
  });

  it('have figures that are explained', async () => {
    const { body } = await call<{ name: string; formula: string }[]>('/api/simulations/figures');
    const names = body.map(({ name }) => name);
    for (const name of Object.keys(first.report.numbers)) expect(names).toContain(name);
    for (const { formula } of body) expect(formula.length).toBeGreaterThan(3);
  });
});

describe('a server that goes down while something runs', () => {
  const start = (dataDir: string) =>
    startServer({
      environment: readEnvironment({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'fatal' }),
      uiRoot: join(dataDir, 'no-ui'),
    });
  const get = async <T>(url: string, path: string, body?: object): Promise<T> => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...FRESH },
      body: JSON.stringify(body),
    };
    return (await fetch(new URL(path, url), body ? init : { headers: FRESH })).json() as Promise<T>;
  };

  const SENTENCE = 'The server was stopped before the run was done.';

  it('interrupts it: what is left behind says so, whether it ran or waited', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'hindcast-restart-'));
    await writeDataset(dataDir);
    const one = await start(dataDir);
    const asked = await Promise.all(
      Array.from({ length: 3 }, () => get<Summary>(one.url, '/api/simulations', REQUEST)),
    );
    await one.close();
    // What a server that was killed leaves behind: runs that nobody works on.
    const source = await new DataSource(databaseOptions(readEnvironment({ DATA_DIR: dataDir }))).initialize();
    const [ran, waited] = asked;
    const runs = source.getRepository(RunEntity);
    await runs.update({ id: ran.id }, { state: 'running', failure: null });
    await runs.update({ id: waited.id }, { state: 'queued', failure: null });
    await source.destroy();
    const two = await start(dataDir);
    const left = await get<Summary[]>(two.url, '/api/simulations');
    await two.close();
    expect(left).toHaveLength(3);
    for (const { state, failure } of left)
      if (state !== 'done') expect([state, failure?.message]).toEqual(['interrupted', SENTENCE]);
    expect(left.filter(({ state }) => state === 'interrupted').length).toBeGreaterThanOrEqual(2);
    await rm(dataDir, { recursive: true });
  });

  // A process of its own takes ten seconds to start from the sources: for the nightly run.
  const nightly = process.env.HINDCAST_KILLS ? it : it.skip;
  nightly('with kill -9 as well: nothing is lost, whether it ran or waited', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'hindcast-killed-'));
    await writeDataset(dataDir);
    const one = await ServerProcess.start({ DATA_DIR: dataDir, EXCHANGES: 'none' });
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => get<Summary>(one.url, '/api/simulations', REQUEST)),
    );
    let seen: Summary[] = [];
    while (!seen.some(({ state }) => state === 'running'))
      seen = await get<Summary[]>(one.url, '/api/simulations');
    await one.kill();
    expect(seen.map(({ state }) => state)).toEqual(expect.arrayContaining(['running', 'queued']));

    const two = await start(dataDir);
    try {
      const left = await get<Summary[]>(two.url, '/api/simulations');
      expect(left.map(({ id }) => id).sort()).toEqual(asked.map(({ id }) => id).sort());
      for (const { state, failure, digest } of left)
        expect([state, failure?.message, digest]).toEqual(['interrupted', SENTENCE, null]);
      const again = await get<Summary>(two.url, `/api/simulations/${asked[0].id}/rerun`, {});
      let state = again.state;
      while (state === 'queued' || state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, 50));
        ({ state } = await get<Summary>(two.url, `/api/simulations/${again.id}`));
      }
      expect(state).toBe('done');
    } finally {
      await two.close();
      await rm(dataDir, { recursive: true });
    }
  });
});
