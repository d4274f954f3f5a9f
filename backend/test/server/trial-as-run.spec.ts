import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const STRATEGY = 'name: any\nparams: { hold: 6 }\nentry: { long: tier1 or tier2 }\nmaxHolding: hold\n';
const NAMES = ['hold', 'signals.oiZ', 'metrics.zWindow', 'costs.takerFee'];

interface Figures {
  trades: number;
  netPnl: number;
}
interface Study {
  state: string;
  result: { trials: { values: number[]; numbers: Figures }[] } | null;
}

// Threads from sources compile what they load.
jest.setTimeout(120_000);

let server: TestServer;
let trials: { values: number[]; numbers: Figures }[];

async function call<T>(path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  return (await (await fetch(new URL(path, server.url), init)).json()) as T;
}

/** Asks until what a path answers has ended. */
async function ended<T extends { state: string }>(path: string): Promise<T> {
  for (;;) {
    const now = await call<T>(path);
    if (!['waiting', 'queued', 'running'].includes(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A trial as the page asks for it in the lab: fees as basis points, the rest by its name. */
const asked = ([hold, oiZ, zWindow, takerFee]: number[]): object => ({
  ...{ dataset: 'small', strategy: STRATEGY, initialCapital: 2_500, parameters: { hold } },
  config: { 'signals.oiZ': oiZ, 'metrics.zWindow': zWindow },
  costs: { takerBps: takerFee * 10_000, slippageBps: 4 },
});

beforeAll(async () => {
  server = await startTestServer({ prepare: async (dataDir) => void (await writeDataset(dataDir)) });
  const { id } = await call<{ id: string }>('/api/sweeps', {
    ...{ dataset: 'small', strategy: STRATEGY, equity: 2_500, slippageBps: 4, minTrades: 1, best: 1 },
    vary: ['hold=3,9', 'signals.oiZ=1,2', 'metrics.zWindow=12', 'costs.takerFee=0.002'],
  });
  const study = await ended<Study>(`/api/sweeps/${id}`);
  expect(study).toMatchObject({ state: 'done', result: { dimensions: NAMES.map((name) => ({ name })) } });
  trials = study.result!.trials;
});
afterAll(() => server.stop());

describe('a trial of a sweep, run in the lab', () => {
  it('makes the same trades to the same net PnL, previewed', async () => {
    expect(new Set(trials.map(({ numbers }) => numbers.trades)).size).toBeGreaterThan(1);
    for (const { values, numbers } of trials) {
      const { figures } = await call<{ figures: Figures }>('/api/simulations/preview', asked(values));
      expect([values, figures.trades, figures.netPnl]).toEqual([values, numbers.trades, numbers.netPnl]);
    }
  });

  it('is kept with the configuration, and made again under it', async () => {
    const { values, numbers } = trials[0];
    const { id } = await call<{ id: string }>('/api/simulations', asked(values));
    const run = await ended<{ state: string; inputs: object; report: object }>(`/api/simulations/${id}`);
    const config = { 'signals.oiZ': 1, 'metrics.zWindow': 12 };
    expect(run).toMatchObject({
      state: 'done',
      ...numbersOf(numbers),
      inputs: { config },
      report: { config },
    });
    const again = await call<{ id: string }>(`/api/simulations/${id}/rerun`, {});
    const repeated = await ended<{ state: string }>(`/api/simulations/${again.id}`);
    expect(repeated).toMatchObject({ state: 'done', same: true, inputs: { config } });
  });

  it('counts as a try of its own in the ledger', async () => {
    const tries = async (): Promise<number> =>
      (await call<{ kind: string }[]>('/api/validations/ledger?dataset=small')).filter(
        ({ kind }) => kind === 'simulate',
      ).length;
    const before = await tries();
    const plain = { ...asked(trials[0].values), config: undefined };
    const { id } = await call<{ id: string }>('/api/simulations', plain);
    await ended(`/api/simulations/${id}`);
    expect(await tries()).toBe(before + 1);
  });

  it.each([
    [{ 'signals.oiz': 3 }, 'config.signals.oiz'],
    [{ 'signals.oiZ': -1 }, 'config.signals.oiZ'],
  ])('is refused where the configuration cannot be %j', async (config, field) => {
    const request = { dataset: 'small', strategy: STRATEGY, config };
    for (const path of ['/api/simulations', '/api/simulations/preview'])
      expect(await call(path, request)).toMatchObject({ code: 'CONFIG_NUMBER', place: { field } });
  });
});

const numbersOf = ({ trades, netPnl }: Figures): Figures => ({ trades, netPnl });
