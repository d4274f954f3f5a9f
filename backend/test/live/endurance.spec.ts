import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedVenue } from '../../src/exchange/index.ts';
import type { LiveHealth } from '../../src/health/live-health.dto.ts';
import type { ParityReceipt } from '../../src/parity/parity.dto.ts';
import { compareWithRecording, decidedSlices, doubled, environmentOf, playMarket } from './chaos.ts';
import { FIVE_MINUTES, LANES, until } from './live-server.ts';
import { ServerProcess } from './server-process.ts';

const NIGHTLY = process.env.HINDCAST_CHAOS_BARS !== undefined;
/** A day, two bars a second. */
const BARS = 288;
const SPEED = 600;

if (!NIGHTLY) console.log('endurance: a day of feed is for `npm run nightly:chaos`; skipped here.');

describe('endurance: a day of feed over a clean link', () => {
  let server: ServerProcess | undefined;
  let venue: RecordedVenue | undefined;
  let dataDir = '';

  afterEach(async () => {
    await server?.kill();
    await venue?.close();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  (NIGHTLY ? it : it.skip)(
    'keeps its memory flat, reconnects fewer than five times, and loses no bar',
    async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'hindcast-endurance-'));
      venue = await playMarket(dataDir, { rows: 2 * (BARS + 600), speed: SPEED });
      server = await ServerProcess.start({ DATA_DIR: dataDir, ...environmentOf(venue) });
      const health = async (): Promise<LiveHealth> =>
        (await server!.get<{ live?: LiveHealth }>('api/health').catch(() => undefined))?.live ?? health();
      await until(async () => (await health()).stage === 'live', 'the live market', 120_000);
      const from = Math.floor(venue.clock.now() / FIVE_MINUTES) * FIVE_MINUTES;
      const to = from + BARS * FIVE_MINUTES;
      const memory: number[] = [];
      for (let quarter = 1; quarter <= 4; quarter++) {
        const at = from + (quarter / 4) * (to - from);
        await until(() => venue!.clock.now() > at + FIVE_MINUTES, `quarter ${quarter}`, 300_000);
        memory.push(await residentMb(server.pid));
      }
      console.log(`resident by quarter of the day: ${memory.map((mb) => mb.toFixed(0)).join(', ')} MB`);
      // The first quarter grows what the rest lives in.
      expect(memory[3]).toBeLessThan(1.15 * memory[1]);
      let bars = await compareWithRecording(dataDir, venue, from, to);
      // What came later than its slice could wait is fetched within seconds.
      await until(
        async () => (bars = await compareWithRecording(dataDir, venue!, from, to)).differences.length === 0,
        'every bar is there',
        60_000,
      ).catch(() => undefined);
      expect(bars.differences).toEqual([]);
      expect(bars.stored).toBe(bars.expected);
      const { venues, holes } = await health();
      const streams = venues.flatMap((one) => one.streams);
      expect(streams.reduce((sum, { reconnects }) => sum + reconnects, 0)).toBeLessThan(5);
      // The recording has holes of its own; what else came later than its slice could wait is there by now.
      const own = LANES * BARS - bars.expected;
      console.log(`holes of the recording: ${own}; of the slices as they were decided: ${holes}`);
      expect(holes - own).toBeLessThan(20);
      expect(await doubled(dataDir)).toEqual({ bars: 0, slices: 0, alerts: 0 });
      expect(await decidedSlices(dataDir, from, to)).toBe(BARS);
      expect((await server.get<ParityReceipt>('api/parity')).sentence).toMatch(/^identical to bar/);
    },
    900_000,
  );
});

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}
