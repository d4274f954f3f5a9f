import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { smallMarket } from '@hindcast/engine/testing';
import { decodeFrame, type ReplayOpen, type ReplayOpened } from '@hindcast/engine/wire';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import type { Client } from './support/client.ts';
import { clientsOf } from './support/clients.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const BAR = 300_000;
const START = 1_735_689_600_000;
const ROWS = 3_000;
/** Row of the grid at which the second symbol was listed. */
const LISTED = 1_500;
const venue = 'binanceusdm';
const EARLY = { venue, symbol: 'BTC/USDT:USDT' };
const LATE = { venue, symbol: 'NEW/USDT:USDT' };
const strategy = 'name: Quiet\nentry: { long: rsi < -1 }\nsizing: { notional: 1000 }';
const PRICES: ReplayOpen = { dataset: 'listing', timeframe: '5m', blind: 'prices', lanes: [LATE], strategy };
const IDENTITY: ReplayOpen = { dataset: 'listing', timeframe: '5m', blind: 'identity', strategy };

/** One symbol from the start on, and one that is listed half way. */
async function prepare(dataDir: string): Promise<void> {
  const store = new DatasetStore(storeFolders(dataDir));
  const draft = { origin: 'simulated for tests', licence: 'MIT', simulated: true };
  const of = (symbol: string, rows: number, start: number) =>
    smallMarket(symbol, { venues: [venue], symbols: [symbol], rows, start, holes: 0 });
  const late = of(LATE.symbol, ROWS - LISTED, START + LISTED * BAR);
  await store.write({ name: 'listing', ...draft }, [...of(EARLY.symbol, ROWS, START), ...late]);
  const [bare] = of(EARLY.symbol, ROWS, START);
  for (const name of ['volume', 'takerBuyVolume', 'quoteVolume'] as const) bare.columns[name].fill(NaN);
  await store.write({ name: 'bare', ...draft }, [bare]);
  await store.settled();
}

describe('a blind replay where there is nothing to scale by', () => {
  let server: TestServer;
  const connect = clientsOf(() => server.url);
  const closeAt = async (client: Client, { session, state, lanes }: ReplayOpened) => {
    const asked = { session, ...lanes[0], row: state.cursor };
    return (await client.request('replay_bar', asked)).values.close;
  };

  beforeAll(async () => {
    server = await startTestServer({ prepare });
  });
  afterAll(() => server.stop());

  it('is refused at a time at which its symbol had no price yet', async () => {
    const client = await connect();
    for (const row of [0, 300, LISTED - 1]) {
      const refused = await client.refusal('replay_open', { ...PRICES, at: START + (row + 1) * BAR });
      expect(refused).toMatchObject({ code: 'BLIND_START' });
    }
    const opened = await client.open({ ...PRICES, at: START + (LISTED + 1) * BAR });
    expect(opened.state.cursor).toBe(LISTED);
    expect(await closeAt(client, opened)).toBeCloseTo(100, 9);
  });

  it('begins a day after the listing where no time is named, with every price masked', async () => {
    const client = await connect();
    const opened = await client.open(PRICES);
    expect(opened.state.cursor).toBe(LISTED + 288);
    expect(await closeAt(client, opened)).toBeCloseTo(100, 9);
    const real = await client.open({ dataset: 'listing', timeframe: '5m', mode: 'review' });
    await client.seek(opened.session, ROWS);
    const asked = { ...LATE, from: 0, to: ROWS, columns: ['close', 'quoteVolume', 'volume'] };
    const seen = decodeFrame(await client.request('replay_rows', { session: opened.session, ...asked }));
    const open = decodeFrame(await client.request('replay_rows', { session: real.session, ...asked }));
    const factor = 100 / open.column('close')![LISTED + 288];
    for (const name of ['close', 'quoteVolume']) {
      seen.column(name)!.forEach((value, row) => {
        const price = open.column(name)![row];
        if (Number.isNaN(price)) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(price * factor, 6);
      });
    }
  });

  it('is drawn from the rows in which the symbol was listed', async () => {
    const client = await connect();
    for (let k = 0; k < 12; k++) {
      const opened = await client.open(IDENTITY);
      expect(await closeAt(client, opened)).toBeCloseTo(100, 9);
      await client.request('replay_close', { session: opened.session });
    }
  });

  it('does not show amounts where no volume tells how large they are', async () => {
    const client = await connect();
    const opened = await client.open({ ...IDENTITY, dataset: 'bare' });
    const { session, lanes, state, columns } = opened;
    const row = state.cursor;
    const { values, levels } = await client.request('replay_bar', { session, ...lanes[0], row });
    expect(values.close).toBeCloseTo(100, 9);
    const amounts = ['openInterest', 'openInterestUsd', 'liquidatedLongUsd', 'cascadeTotalUsd', 'weightedOi'];
    for (const name of amounts) expect(values[name]).toBeNull();
    expect(levels).toEqual({ support: [], resistance: [] });
    const frame = decodeFrame(
      await client.request('replay_rows', { session, ...lanes[0], from: 0, to: row + 1 }),
    );
    expect(columns).toEqual(expect.arrayContaining(amounts));
    for (const name of amounts) expect(frame.column(name)!.every((value) => Number.isNaN(value))).toBe(true);
  });
});
