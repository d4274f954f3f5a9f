import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULT_PRESETS, type FaultInput, type RecordedVenue } from '../../src/exchange/index.ts';
import type { LiveHealth } from '../../src/health/live-health.dto.ts';
import type { ParityReceipt } from '../../src/parity/parity.dto.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { startServer, type RunningServer } from '../../src/server.ts';
import { compareWithRecording, decidedSlices, doubled, environmentOf, playMarket, felt } from './chaos.ts';
import { FIVE_MINUTES, until } from './live-server.ts';

/** Everything at once, in the two hours that a test has. */
const FAULTS: FaultInput[] = [
  { fault: 'drop', at: '12m', every: '40m' },
  { fault: 'silence', at: '25m', for: '12m' },
  { fault: 'http-429', rate: 0.03, retryAfter: 0 },
  { fault: 'http-418', rate: 0.01, retryAfter: 0 },
  { fault: 'http-5xx', rate: 0.03 },
  { fault: 'html', rate: 0.03 },
  { fault: 'duplicate', rate: 0.03 },
  { fault: 'reorder', rate: 0.03 },
  { fault: 'late', rate: 0.02, by: '30s', on: ['trade', 'kline', 'liquidation'] },
  { fault: 'late', rate: 0.05, by: '50s', on: ['openInterest', 'ratios'] },
  { fault: 'revise', rate: 0.1, by: '40s' },
  { fault: 'clock-skew', at: '50m', for: '30m', by: '1300ms' },
  { fault: 'funding-interval', symbol: 'ETHUSDT', at: '30m', hours: 4 },
  { fault: 'delist', symbol: 'SOLUSDT', at: '40m', for: '20m' },
];

/** A day in the nightly run, with the faults of a day. */
const BARS = Number(process.env.HINDCAST_CHAOS_BARS ?? 20);
const SPEED = Number(process.env.HINDCAST_CHAOS_SPEED ?? 600);
const NIGHTLY = BARS >= 288;
const faults = NIGHTLY ? felt(FAULT_PRESETS.everything) : FAULTS;

describe('chaos: a venue at which everything goes wrong', () => {
  let server: RunningServer | undefined;
  let venue: RecordedVenue | undefined;
  let dataDir = '';

  afterEach(async () => {
    await server?.close();
    await venue?.close();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  it('loses no bar, keeps each once, equals the recording, and the receipt holds', async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hindcast-chaos-'));
    venue = await playMarket(dataDir, { rows: 2 * (BARS + 600), speed: SPEED, faults });
    const environment = readEnvironment({
      ...{ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'fatal' },
      ...environmentOf(venue),
    });
    server = await startServer({ environment, uiRoot: join(dataDir, 'no-ui') });
    const { url } = server;
    const get = async <T>(path: string): Promise<T> => (await (await fetch(new URL(path, url))).json()) as T;
    const health = async (): Promise<LiveHealth> =>
      (await get<{ live?: LiveHealth }>('api/health')).live ?? health();

    await until(async () => (await health()).stage === 'live', 'the live market', 90_000);
    const from = Math.floor(venue.clock.now() / FIVE_MINUTES) * FIVE_MINUTES;
    const played = (BARS * FIVE_MINUTES) / SPEED;
    const to = from + BARS * FIVE_MINUTES;
    const memory: number[] = [];
    for (let quarter = 1; quarter <= 4; quarter++) {
      const end = from + (quarter / 4) * (to - from);
      await until(() => venue!.clock.now() > end, `quarter ${quarter}`, 90_000 + 3 * played);
      memory.push(process.memoryUsage.rss() / 2 ** 20);
    }
    await until(() => venue!.clock.now() > to + FIVE_MINUTES, 'all bars', 60_000);
    venue.setFaults([]);
    // Two minutes of the market after its close a doubtful bar is looked at again.
    let last = await compareWithRecording(dataDir, venue, from, to);
    await until(
      async () => {
        last = await compareWithRecording(dataDir, venue!, from, to);
        return last.differences.length === 0;
      },
      `every bar is that of the recording: ${last.differences.slice(0, 3).join('; ')}`,
      // A circuit that opened in the last hour of the market is closed again after ten real seconds.
      90_000,
    ).catch(async (error: unknown) => {
      const state = JSON.stringify(await health());
      throw new Error(`${String(error)}\n${last.differences.slice(0, 10).join('\n')}\n${state}`);
    });
    expect(last.stored).toBe(last.expected);
    // The recording itself has a hole here and there.
    expect(last.expected).toBeGreaterThan(5.5 * BARS);
    expect(await doubled(dataDir)).toEqual({ bars: 0, slices: 0, alerts: 0 });
    expect(await decidedSlices(dataDir, from, to)).toBe(BARS);
    // The market ran long enough to meet each of them.
    const { faults: met } = venue.stats();
    const kinds = [...new Set(faults.map(({ fault }) => fault))];
    expect(kinds.filter((kind) => !(met[kind] > 0))).toEqual([]);
    const receipt = await get<ParityReceipt>('api/parity');
    expect(receipt.sentence).toMatch(/^identical to bar \d+/);
    expect(receipt.bars).toBeGreaterThanOrEqual(BARS);
    const { venues, corrected } = await health();
    expect(venues.reduce((sum, { failedRequests }) => sum + failedRequests, 0)).toBeGreaterThan(0);
    expect(venues.reduce((sum, { repeatedTrades }) => sum + repeatedTrades, 0)).toBeGreaterThan(0);
    expect(corrected).toBeGreaterThan(0);
    expect(Math.max(...venues.map(({ mostInFlight }) => mostInFlight))).toBeLessThanOrEqual(8);
    if (!NIGHTLY) return;
    console.log(`resident by quarter of the day: ${memory.map((mb) => mb.toFixed(0)).join(', ')} MB`);
    expect(memory[3]).toBeLessThan(1.15 * memory[1]);
  }, 1_200_000);
});
