import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from './support/client.ts';
import { writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const STRATEGY =
  'name: Busy\nentry: { long: rsi < 40, short: rsi > 60 }\nstopLoss: { percent: 1 }\nmaxHolding: 9';

interface Run {
  id: string;
  trades: number;
  netPnl: number;
  report: { numbers: Record<string, number>; resultDigest: string; origin: { datasetDigest: string } };
}

describe('simulations over REST', () => {
  let server: TestServer;
  const call = async <T>(
    path: string,
    body?: unknown,
  ): Promise<{ status: number; range: string | null; body: T }> => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await fetch(new URL(path, server.url), body === undefined ? undefined : init);
    return {
      status: answer.status,
      range: answer.headers.get('content-range'),
      body: (await answer.json()) as T,
    };
  };
  const REQUEST = { dataset: 'small', strategy: STRATEGY };

  beforeAll(async () => {
    server = await startTestServer({ prepare: async (dataDir) => void (await writeDataset(dataDir)) });
  });
  afterAll(() => server.stop());

  it('run, are kept, and give the same result when they are run again', async () => {
    const first = await call<Run>('/api/simulations', REQUEST);
    expect(first.status).toBe(201);
    expect(first.body.trades).toBeGreaterThan(50);
    expect(first.body.report.numbers.netPnl).toBe(first.body.netPnl);
    const second = await call<Run>('/api/simulations', REQUEST);
    expect(second.body.report.resultDigest).toBe(first.body.report.resultDigest);
    expect(await call(`/api/simulations/${first.body.id}`)).toMatchObject({ status: 200, body: first.body });
    const list = await call<Run[]>('/api/simulations?limit=1');
    expect(list).toMatchObject({ status: 206, range: 'items 0-0/2', body: [{ id: second.body.id }] });
    expect(list.body[0]).not.toHaveProperty('report');
  });

  it('trade what a replay that is played to the end trades', async () => {
    const { body } = await call<Run>('/api/simulations', REQUEST);
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
    expect(totals.trades + (positions?.length ?? 0)).toBe(body.trades);
  });

  it.each([
    [{ ...REQUEST, dataset: 'none' }, 404, 'DATASET_UNKNOWN'],
    [{ ...REQUEST, strategy: 'name: a\nentry: { long: rsy < 3 }' }, 400, 'EXPRESSION_NAME'],
    [{ ...REQUEST, strategy: 'x'.repeat(70_000) }, 400, 'REQUEST_INVALID'],
    [{ ...REQUEST, timeframe: '1h' }, 404, 'LANE_UNKNOWN'],
    [{ ...REQUEST, symbols: ['X/Y:Y'] }, 404, 'LANE_UNKNOWN'],
    [{ dataset: 'small' }, 400, 'REQUEST_INVALID'],
  ])('refuse %j', async (request, status, code) => {
    expect(await call('/api/simulations', request)).toMatchObject({ status, body: { code } });
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
});
