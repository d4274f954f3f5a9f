import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BLIND_NAME,
  BLIND_WEEK,
  decodeFrame,
  type MetricsUpdate,
  type ReplayOpen,
  type ReplayOpened,
  type ReplayState,
} from '@hindcast/engine/wire';
import type { Client } from './support/client.ts';
import { clientsOf } from './support/clients.ts';
import { SYMBOL, VENUE, writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const ROWS = 6_000;
const WEEK = 7 * 86_400_000;
const LANE = { venue: VENUE, symbol: SYMBOL };
const STRATEGY =
  'name: Busy\nentry: { long: rsi < 40, short: rsi > 60 }\nexit: { long: rsi > 50, short: rsi < 50 }\nmaxHolding: 12\nsizing: { notional: 1000 }';
const PRICES: ReplayOpen = {
  dataset: 'market',
  timeframe: '5m',
  blind: 'prices',
  lanes: [LANE],
  strategy: STRATEGY,
};
const IDENTITY: ReplayOpen = { dataset: 'market', timeframe: '5m', blind: 'identity', strategy: STRATEGY };

describe('a blind replay', () => {
  let server: TestServer;
  const connect = clientsOf(() => server.url);

  beforeAll(async () => {
    server = await startTestServer({ prepare: (dataDir) => writeDataset(dataDir, 'market', ROWS) });
  });
  afterAll(() => server.stop());

  /** Goes on until a signal waits, and tells the state there. */
  const toSignal = async (client: Client, { session }: ReplayOpened): Promise<ReplayState> =>
    client.request('replay_seek', { session, row: 1_000_000 });

  it('stops at every signal, whichever way one goes on, until something is said to it', async () => {
    const client = await connect();
    const opened = await client.open(PRICES);
    const { session } = opened;
    const first = await toSignal(client, opened);
    const row = first.blind?.waiting ?? -1;
    expect(row).toBe(first.cursor);
    expect(first.furthest).toBe(row);
    expect(await client.request('replay_step', { session, by: 5 })).toMatchObject({ cursor: row });
    expect(await client.request('replay_play', { session, speed: 5_000 })).toMatchObject({ playing: false });
    await expect(client.request('replay_bar', { session, ...LANE, row: row + 1 })).rejects.toThrow(
      /REPLAY_ROW_HIDDEN/,
    );
    // Looking back is free, and changes nothing.
    expect(await client.seek(session, row - 50)).toMatchObject({ cursor: row - 50, blind: { waiting: row } });
    await expect(client.request('replay_decide', { session, row: row - 50, choice: 'long' })).rejects.toThrow(
      /BLIND_NOT_WAITING/,
    );
    const decided = await client.request('replay_decide', { session, row, choice: 'long' });
    expect(decided.blind).toMatchObject({ waiting: null, decided: 1 });
    expect((await client.request('replay_step', { session, by: 51 })).cursor).toBe(row + 1);
    const { positions } = await client.request('replay_trades', { session });
    expect(positions).toMatchObject([{ side: 'long', entryRow: row + 1 }]);
  });

  /** The last bars of the market: a stretch that is decided within a second. */
  const late = async (client: Client): Promise<ReplayOpened> => {
    const { start, timeframeMs, session } = await client.open({ dataset: 'market', timeframe: '5m' });
    await client.request('replay_close', { session });
    return client.open({ ...PRICES, at: start + (ROWS - 400) * timeframeMs });
  };

  it('makes the rule and a viewer who says what the rule says equal, to the bit', async () => {
    const client = await connect();
    const opened = await late(client);
    const { session } = opened;
    for (;;) {
      const { blind } = await toSignal(client, opened);
      if (typeof blind?.waiting !== 'number') break;
      const row = blind.waiting;
      // The rule says long below an RSI of 40 and short above 60.
      const { values } = await client.request('replay_bar', { session, ...LANE, row });
      await client.request('replay_decide', { session, row, choice: values.rsi! < 50 ? 'long' : 'short' });
    }
    const verdict = await client.request('replay_verdict', { session });
    expect(verdict.rule.trades).toBeGreaterThan(5);
    expect(verdict.viewer).toEqual(verdict.rule);
    expect(verdict.signals.length).toBeGreaterThanOrEqual(verdict.rule.trades);
    for (const { choice, rule, choicePnl, rulePnl } of verdict.signals) {
      expect([choice, choicePnl]).toEqual([rule, rulePnl]);
    }
    expect(verdict.revealed).toMatchObject({ ...LANE, dataset: 'market', timeframe: '5m' });
    await expect(client.request('replay_decide', { session, row: 0, choice: 'long' })).rejects.toThrow(
      /BLIND_NOT_WAITING/,
    );
  }, 30_000);

  it('lets the film go on after the verdict, which stays what it was', async () => {
    const client = await connect();
    const opened = await late(client);
    const { session } = opened;
    const { blind } = await toSignal(client, opened);
    await client.request('replay_decide', { session, row: blind!.waiting!, choice: 'long' });
    expect((await toSignal(client, opened)).blind?.waiting).not.toBeNull();
    const verdict = await client.request('replay_verdict', { session });
    expect(await toSignal(client, opened)).toMatchObject({
      cursor: ROWS - 1,
      blind: { waiting: null, decided: 1 },
    });
    expect(await client.request('replay_verdict', { session })).toEqual(verdict);
  }, 30_000);

  it('trades on the terms that it was opened with, both accounts', async () => {
    const client = await connect();
    const { start, timeframeMs, session: first } = await client.open({ dataset: 'market', timeframe: '5m' });
    await client.request('replay_close', { session: first });
    const at = start + (ROWS - 400) * timeframeMs;
    const played = async (account: ReplayOpen['account'], strategy = STRATEGY) => {
      const opened = await client.open({ ...PRICES, at, strategy, account });
      const { session } = opened;
      for (let k = 0; k < 12; k++) {
        const row = (await toSignal(client, opened)).blind!.waiting!;
        await client.request('replay_decide', { session, row, choice: k % 2 === 0 ? 'long' : 'pass' });
      }
      const { totals } = await client.request('replay_trades', { session });
      const { viewer, rule } = await client.request('replay_verdict', { session });
      await client.request('replay_close', { session });
      return { totals, viewer, rule };
    };
    const usual = await played(undefined);
    const free = await played({ costs: { takerBps: 0, makerBps: 0, slippageBps: 0 } });
    expect(usual.viewer.fees).toBeGreaterThan(0);
    expect([free.viewer.fees, free.rule.fees, free.totals.fees]).toEqual([0, 0, 0]);
    expect(free.viewer.trades).toBe(usual.viewer.trades);
    // Positions of the whole equity, and nothing that does not grow with it: a tenth of the capital makes a tenth.
    const whole = STRATEGY.replace('notional: 1000', 'equityPercent: 100');
    const [large, small] = [
      await played({ initialCapital: 10_000 }, whole),
      await played({ initialCapital: 1_000 }, whole),
    ];
    expect(small.viewer.netPnl / large.viewer.netPnl).toBeCloseTo(0.1, 9);
    expect(small.rule.netPnl / large.rule.netPnl).toBeCloseTo(0.1, 9);
  }, 60_000);

  it('tells a viewer who passes everything what was missed', async () => {
    const client = await connect();
    const opened = await late(client);
    for (;;) {
      const { blind } = await toSignal(client, opened);
      if (typeof blind?.waiting !== 'number') break;
      await client.request('replay_decide', {
        session: opened.session,
        row: blind.waiting,
        choice: 'pass',
      });
    }
    const { viewer, rule, signals } = await client.request('replay_verdict', { session: opened.session });
    expect(viewer).toMatchObject({ trades: 0, hitRate: null, netPnl: 0, fees: 0 });
    expect(viewer.missedRegret).toBeGreaterThan(0);
    expect(rule.missedRegret).toBe(0);
    expect(signals.every(({ choicePnl }) => choicePnl === null)).toBe(true);
  }, 30_000);

  it('masks prices by one factor: returns stay what they are, and nothing in the frames tells a price', async () => {
    const [open, blind] = [await connect(), await connect()];
    const seen = await open.open({ dataset: 'market', timeframe: '5m' });
    const masked = await blind.open(PRICES);
    const at = { ...LANE, from: 100, to: 280 };
    const real = decodeFrame(await open.request('replay_rows', { session: seen.session, ...at }));
    const frame = decodeFrame(await blind.request('replay_rows', { session: masked.session, ...at }));
    const factor = frame.column('close')![0] / real.column('close')![0];
    expect(Math.abs(factor - 1)).toBeGreaterThan(1e-6);
    for (const name of ['open', 'high', 'low', 'close', 'ema12']) {
      frame.column(name)!.forEach((value, i) => {
        const expected = real.column(name)![i] * factor;
        if (Number.isFinite(expected)) expect(value / expected).toBeCloseTo(1, 10);
      });
    }
    expect(frame.column('oiZ')).toEqual(real.column('oiZ'));
    const mean = (of: typeof frame): number => of.column('quoteVolume')![5] / of.column('volume')![5];
    expect(mean(frame) / (mean(real) * factor)).toBeCloseTo(1, 8);
    const { state } = masked;
    const bar = await blind.request('replay_bar', { session: masked.session, ...LANE, row: state.cursor });
    expect(bar.values.close).toBeCloseTo(100, 9);
  });

  it('with a hidden identity tells neither symbol nor venue nor dataset nor date, in no packet', async () => {
    const client = await connect();
    const opened = await client.open(IDENTITY);
    const { session } = opened;
    const hidden = { venue: BLIND_NAME, symbol: BLIND_NAME };
    expect(opened).toMatchObject({
      dataset: { name: BLIND_NAME, digest: BLIND_NAME, origin: BLIND_NAME },
      lanes: [hidden],
      timeframes: [],
      mode: 'honest',
    });
    expect(opened.rows).toBeLessThanOrEqual(2_600);
    expect(opened.start).toBeGreaterThanOrEqual(BLIND_WEEK);
    expect(opened.start).toBeLessThan(BLIND_WEEK + WEEK);

    const answers: unknown[] = [opened];
    const ask = async <T>(answer: Promise<T>): Promise<T> => {
      const given = await answer;
      answers.push(given);
      return given;
    };
    await ask(client.request('replay_play', { session, speed: 5_000 }));
    await new Promise((resolve) => setTimeout(resolve, 600));
    for (let k = 0; k < 3; k++) {
      const state = await ask(toSignal(client, opened));
      const row = state.blind?.waiting;
      if (typeof row === 'number')
        await ask(client.request('replay_decide', { session, row, choice: 'short' }));
      await ask(client.request('replay_step', { session, by: 1 }));
    }
    const { furthest } = await ask(client.request('replay_pause', { session }));
    const frame = await ask(client.request('replay_rows', { session, ...hidden, from: 0, to: furthest + 1 }));
    await ask(
      client.request('replay_overview', { session, ...hidden, from: 0, to: opened.rows, buckets: 300 }),
    );
    await ask(client.request('replay_bar', { session, ...hidden, row: furthest }));
    await ask(client.request('replay_trades', { session }));
    await ask(client.request('replay_jump', { session, ...hidden, to: 'signal', direction: -1 }));
    const refused = await client.request('replay_bar', { session, ...hidden, row: furthest + 1 }).then(
      () => null,
      (error: unknown) => error,
    );
    answers.push(refused, client.heard);

    const said = JSON.stringify(answers, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? 'bytes' : value,
    );
    for (const secret of ['BTC', 'ETH', 'SOL', 'USDT:USDT', 'binanceusdm', 'bybit', 'okx', '"market"']) {
      expect(said.includes(secret) ? secret : null).toBeNull();
    }
    const times = [...said.matchAll(/(?<![\d.])1[0-9]{12}(?![\d.])/g)].map(([time]) => Number(time));
    expect(times).toEqual([]);
    const { start, timeframeMs } = opened;
    const openTime = decodeFrame(frame).column('openTime')!;
    openTime.forEach((time, i) => expect(time).toBe(start + i * timeframeMs));
    const fundings = decodeFrame(frame).column('fundingTime')!;
    for (const time of fundings)
      if (Number.isFinite(time)) expect(Math.abs(time - start)).toBeLessThan(4 * WEEK);
    for (const [update] of client.heard.metrics_update) {
      for (const each of (update as MetricsUpdate).frames) {
        expect(each).toMatchObject(hidden);
        expect(each.to).toBeLessThanOrEqual(furthest + 1);
      }
    }
    const verdict = await client.request('replay_verdict', { session });
    expect(verdict.revealed.symbol).toContain('USDT:USDT');
    // Hours and weekdays are the real ones: dates are moved by whole weeks.
    const shown = verdict.revealed.to - (start + (furthest + 1) * timeframeMs);
    expect(shown % WEEK).toBe(0);
  }, 30_000);

  it.each([
    [{ ...IDENTITY, lanes: [LANE] }, 'BLIND_REQUEST'],
    [{ ...IDENTITY, at: 1 }, 'BLIND_REQUEST'],
    [{ ...PRICES, lanes: undefined }, 'BLIND_REQUEST'],
    [{ ...PRICES, mode: 'review' }, 'BLIND_REQUEST'],
    [{ ...PRICES, strategy: null }, 'BLIND_REQUEST'],
    [{ ...PRICES, blind: 'everything' }, 'REQUEST_INVALID'],
    [
      {
        ...PRICES,
        strategy:
          'name: Pair\npair: { y: "BTC/USDT:USDT", x: "ETH/USDT:USDT", hedge: 1 }\nentry: { long: rsi < 30 }\nsizing: { notional: 100 }',
      },
      'LANE',
    ],
  ])('refuses %j', async (request, code) => {
    const client = await connect();
    await expect(client.open(request as ReplayOpen)).rejects.toThrow(
      code === 'LANE' ? /SIMULATION|LANE|PAIR/ : code,
    );
  });

  it('keeps its strategy, its timeframe and its columns', async () => {
    const client = await connect();
    const { session } = await client.open(PRICES);
    const rows = { session, ...LANE, from: 0, to: 10 };
    for (const asked of [
      client.request('replay_strategy', { session, strategy: null }),
      client.request('replay_rows', { ...rows, timeframe: '1h' }),
      client.request('replay_rows', { ...rows, columns: ['sma(close,5)'] }),
    ])
      await expect(asked).rejects.toThrow(/BLIND_REFUSED/);
  });
});
