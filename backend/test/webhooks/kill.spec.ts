import { afterEach, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { readEnvironment } from '../../src/config/environment.ts';
import { AlertEntity } from '../../src/database/entities/alert.entity.ts';
import { WebhookDeliveryEntity } from '../../src/database/entities/webhook-delivery.entity.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { ServerProcess } from '../live/server-process.ts';
import { writeDataset } from '../server/support/dataset.ts';
import { Receiver, until } from './receiver.ts';

const NIGHTLY = process.env.HINDCAST_KILLS !== undefined;
if (!NIGHTLY)
  console.log(
    'webhooks: kill -9 of a process is for `npm run nightly:chaos`; webhooks.spec.ts starts on what it leaves.',
  );

let server: ServerProcess | undefined;
let receiver: Receiver | undefined;
let dataDir = '';

afterEach(async () => {
  await server?.kill();
  receiver?.close();
  if (dataDir) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function stored<T>(work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await new DataSource(databaseOptions(readEnvironment({ DATA_DIR: dataDir }))).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

(NIGHTLY ? it : it.skip)(
  'kill -9 between commit and delivery: delivered after the restart, once for who keeps the ids',
  async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hindcast-outbox-'));
    await writeDataset(dataDir);
    receiver = await Receiver.start();
    // Nobody answers: what is committed is on its way and never arrives.
    receiver.answer = () => undefined;
    const env = { DATA_DIR: dataDir, WEBHOOKS_ALL: receiver.url, WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1' };
    server = await ServerProcess.start({
      ...env,
      LIVE_DATASET: 'small',
      LIVE_SPEED: '3000',
      TIMEFRAMES: '5m',
    });
    await until(() => receiver!.got.length > 0, 'a first request', 60_000);
    await server.kill();

    const sentBefore = receiver.got.map(({ headers }) => String(headers['x-hindcast-id']));
    const alerts = await stored((source) => source.getRepository(AlertEntity).find());
    const outbox = await stored((source) => source.getRepository(WebhookDeliveryEntity).find());
    expect(outbox.length).toBeGreaterThan(0);
    expect(outbox.every(({ state }) => state === 'pending')).toBe(true);
    // What was sent had been committed, and every alert that was kept is in the outbox.
    expect(outbox.map(({ eventId }) => eventId)).toEqual(expect.arrayContaining(sentBefore));
    expect(
      alerts
        .filter(({ muted }) => muted === null)
        .map(({ eventId }) => eventId)
        .sort(),
    ).toEqual(outbox.map(({ eventId }) => eventId).sort());

    receiver.got.length = 0;
    receiver.answer = (_, response) => response.writeHead(204).end();
    server = await ServerProcess.start({ ...env, EXCHANGES: 'none' });
    const arrived = (): string[] => receiver!.got.map(({ headers }) => String(headers['x-hindcast-id']));
    await until(() => new Set(arrived()).size === outbox.length, 'the deliveries after the restart', 60_000);
    expect([...new Set(arrived())].sort()).toEqual(outbox.map(({ eventId }) => eventId).sort());
    for (const { body, headers } of receiver.got)
      expect((JSON.parse(body) as { id: string }).id).toBe(headers['x-hindcast-id']);
  },
  180_000,
);
