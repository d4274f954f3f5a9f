import { afterEach, describe, expect, it } from '@jest/globals';
import { seededRandom } from '@hindcast/engine/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedVenue } from '../../src/exchange/index.ts';
import type { LiveHealth } from '../../src/health/live-health.dto.ts';
import type { ParityReceipt } from '../../src/parity/parity.dto.ts';
import { compareWithRecording, doubled, environmentOf, playMarket } from './chaos.ts';
import { FIVE_MINUTES, until } from './live-server.ts';
import { ServerProcess } from './server-process.ts';

/** Twenty in the nightly run. */
const KILLS = Number(process.env.HINDCAST_KILLS ?? 3);
/** A bar in a second and a half. */
const SPEED = 200;
const LONGEST_LIFE_MS = 4_000;

describe('kill -9 of the server at random moments', () => {
  let server: ServerProcess | undefined;
  let venue: RecordedVenue | undefined;
  let dataDir = '';

  afterEach(async () => {
    await server?.kill();
    await venue?.close();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  it(
    `${KILLS} times: nothing is lost, nothing is there twice, and it repairs itself`,
    async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'hindcast-kill-'));
      venue = await playMarket(dataDir, { rows: 3_000, speed: SPEED });
      const env = { DATA_DIR: dataDir, ...environmentOf(venue) };
      const stage = async (): Promise<string | undefined> =>
        (await server!.get<{ live?: LiveHealth }>('api/health').catch(() => undefined))?.live?.stage;
      const random = seededRandom('kill');
      const from = Math.floor(venue.clock.now() / FIVE_MINUTES) * FIVE_MINUTES;
      for (let k = 0; k < KILLS; k++) {
        server = await ServerProcess.start(env);
        // Every third is killed while it warms up.
        if (k % 3 !== 2) await until(async () => (await stage()) === 'live', 'the live market', 60_000);
        await wait(random.next() * LONGEST_LIFE_MS);
        await server.kill();
      }
      server = await ServerProcess.start(env);
      await until(async () => (await stage()) === 'live', 'the live market', 60_000);
      const to = Math.floor(venue.clock.now() / FIVE_MINUTES) * FIVE_MINUTES + 2 * FIVE_MINUTES;
      await until(() => venue!.clock.now() > to + FIVE_MINUTES, 'two more bars', 60_000);
      let last = await compareWithRecording(dataDir, venue, from, to);
      await until(async () => {
        last = await compareWithRecording(dataDir, venue!, from, to);
        return last.differences.length === 0;
      }, 'every bar is there').catch((error: unknown) => {
        throw new Error(`${String(error)}\n${last.differences.slice(0, 10).join('\n')}`);
      });
      expect(last.stored).toBe(last.expected);
      expect(await doubled(dataDir)).toEqual({ bars: 0, slices: 0, alerts: 0 });
      const receipt = await server.get<ParityReceipt>('api/parity');
      expect(receipt.sentence).toMatch(/^identical to bar \d+/);
      expect(receipt.epochs.length).toBeGreaterThan(1);
    },
    120_000 + KILLS * 60_000,
  );
});
