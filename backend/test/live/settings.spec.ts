import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LiveState } from '@hindcast/engine/wire';
import type { ParityReceipt } from '../../src/parity/parity.dto.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/settings/settings.dto.ts';
import { Client } from '../server/support/client.ts';
import type { TestServer } from '../server/support/server.ts';
import { startLiveServer, until } from './live-server.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
/** Every bar that has an open interest is far out. */
const LOW = { signals: { oiZ: 0, globalLongShort: 0, imbalancePct: 0 } };

describe('settings, kept on the server', () => {
  let server: TestServer;
  let client: Client;
  const send = async (method: string, body: unknown): Promise<{ status: number; body: Settings }> => {
    const headers = { 'content-type': 'application/json' };
    const url = new URL('api/settings', server.url);
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Settings };
  };
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(new URL(path, server.url))).json()) as T;
  const state = async (): Promise<LiveState> => {
    const answer = await client.ask('live_open', {});
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.data as LiveState;
  };
  const live = (): Promise<void> => until(async () => (await state()).stage === 'live', 'the market', 90_000);

  beforeAll(async () => {
    server = await startLiveServer();
    client = await Client.connect(server.url);
    await live();
  }, 120_000);
  afterAll(async () => {
    client?.close();
    await server?.stop();
  });

  it('are exported, changed, and imported again: what is not in the file has its default', async () => {
    const before = await get<Settings>('api/settings/export');
    expect(before).toEqual(DEFAULT_SETTINGS);
    const own = {
      units: { amounts: 'base', figures: 'full' },
      sound: { enabled: true, volume: 0.2, fromTier: 4 },
      timeZone: 'Europe/Berlin',
      layout: { columns: ['close', 'oiZ'], panes: [3, 1] },
    };
    expect(await send('PATCH', own)).toEqual({ status: 200, body: { ...DEFAULT_SETTINGS, ...own } });
    const file = await get<Settings>('api/settings/export');
    expect(await send('PUT', { timeZone: 'local' })).toEqual({
      status: 200,
      body: { ...DEFAULT_SETTINGS, timeZone: 'local' },
    });
    expect((await send('PUT', file)).body).toEqual(file);
    expect((await send('PUT', before)).body).toEqual(DEFAULT_SETTINGS);
  }, 30_000);

  it.each<[change: object, message: RegExp]>([
    [{ thresholds: { global: { signals: { oiZz: 3 } }, symbols: {} } }, /oiZ/],
    [{ thresholds: { global: { signals: { oiZ: -1 } }, symbols: {} } }, /thresholds.global.signals.oiZ/],
    [{ thresholds: { global: { signals: { oiZ: '3' } }, symbols: {} } }, /oiZ is a number/],
    [{ thresholds: { global: { metrics: { zWindow: 1 } }, symbols: {} } }, /zWindow must be a whole number/],
    [
      { thresholds: { global: { metrics: { zWindow: 1e9 } }, symbols: {} } },
      /zWindow must be a whole number/,
    ],
    [{ thresholds: { global: { pairs: {} }, symbols: {} } }, /no thresholds .*pairs/],
    [{ thresholds: { global: { signals: [] }, symbols: {} } }, /must be an object/],
    [{ thresholds: { global: {}, symbols: { btc: {} } } }, /btc.* is not a symbol/],
    [{ thresholds: { global: {}, symbols: { [BTC]: { regime: { atr: 7 } } } } }, /no section .*regime/],
    [{ thresholds: {} }, /global must be an object/],
    [{ watched: ['btc'] }, /watched must list symbols/],
    [{ watched: [BTC, BTC] }, /unique/],
    [{ timeZone: 'Mars/Olympus' }, /timeZone must be UTC, local, or a time zone/],
    [{ sound: { enabled: true, volume: 2, fromTier: 1 } }, /volume must not be greater than 1/],
    [{ units: { amounts: 'pounds', figures: 'full' } }, /amounts must be one of/],
    [{ layout: { x: 'y'.repeat(70_000) } }, /layout must not be longer/],
    [{ toastTier: null }, /toastTier/],
  ])(
    'refuse what cannot be (%#)',
    async (change, message) => {
      for (const method of ['PATCH', 'PUT']) {
        const { status, body } = await send(method, change);
        expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(message)]);
      }
      expect(await get('api/settings')).toEqual(DEFAULT_SETTINGS);
    },
    30_000,
  );

  it('thresholds take effect in the live market, for all and for one symbol, and parity holds across the change', async () => {
    const {
      epoch,
      market,
      timeframes: [{ rows }],
    } = await state();
    await until(async () => (await state()).timeframes[0].rows > rows + 3, 'three bars before');
    const symbols = { [ETH]: { signals: { oiZ: 9 } } };
    expect((await send('PATCH', { thresholds: { global: LOW, symbols } })).status).toBe(200);
    const explained = async (symbol: string): Promise<string> => {
      const { timeframes } = await state();
      const where = { timeframe: '5m', venue: 'binanceusdm', symbol, row: timeframes[0].rows - 1 };
      return JSON.stringify(await client.ask('live_bar', where));
    };
    await until(async () => (await explained(ETH)).includes('"threshold":9,'), 'the new thresholds', 60_000);
    expect(await explained(BTC)).not.toContain('"threshold":9,');
    const now = await state();
    expect(now.epoch).toBeGreaterThan(epoch);
    await until(async () => (await state()).timeframes[0].rows > now.timeframes[0].rows + 3, 'three bars');
    const receipt = await get<ParityReceipt>(`api/parity?market=${market}`);
    expect(receipt.sentence).toMatch(/^identical to bar \d+/);
  }, 120_000);

  it('the watched set is watched: the market is opened anew with those symbols', async () => {
    const lanes = async (): Promise<number> => {
      const { stage, lanes: own } = await state();
      return stage === 'live' ? own.length : -1;
    };
    expect((await send('PATCH', { watched: [BTC] })).status).toBe(200);
    await until(async () => (await lanes()) === 2, 'one symbol on two venues', 60_000);
  }, 70_000);
});
