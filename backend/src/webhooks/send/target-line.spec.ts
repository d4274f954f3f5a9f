import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { WebhookDeliveryEntity } from '../../database/entities/webhook-delivery.entity.ts';
import type { Attempt, Outbox } from '../outbox.ts';
import type { Target } from '../targets/target.ts';
import type { Poster } from './post.ts';
import { TargetLine } from './target-line.ts';

const START = Date.UTC(2025, 0, 1);
const EVENTS = 12;

const delivery = (k: number): WebhookDeliveryEntity =>
  ({
    ...{ eventId: `event-${k}`, targetId: 'target', eventType: 'SIGNAL', symbol: 'BTC/USDT:USDT' },
    ...{ state: 'pending', attempts: 0, nextAt: START, createdAt: START, updatedAt: START },
    ...{ status: null, latencyMs: null, answer: null },
    envelope: { id: `event-${k}`, event_type: 'SIGNAL', title: 'A signal', severity: 2, data: {} },
  }) as unknown as WebhookDeliveryEntity;

/** An outbox in memory, and a receiver that answers what `status` is. */
function scene() {
  const rows = new Map(Array.from({ length: EVENTS }, (_, k) => [`event-${k}`, delivery(k)]));
  const receiver = { status: 500, asked: 0 };
  const pending = (): WebhookDeliveryEntity[] =>
    [...rows.values()].filter(({ state }) => state === 'pending');
  const outbox = {
    due: async (_id: string, now: number, most: number) =>
      pending()
        .filter(({ nextAt }) => nextAt <= now)
        .slice(0, most),
    nextDue: async () => null,
    settle: async (attempts: readonly Attempt[]) => {
      for (const { delivery: one, state, nextAt } of attempts)
        rows.set(one.eventId, { ...one, attempts: one.attempts + 1, state, nextAt });
    },
  } as unknown as Outbox;
  const poster = {
    post: async () => {
      receiver.asked++;
      return { status: receiver.status, retryAfterMs: null, text: '', latencyMs: 1 };
    },
  } as unknown as Poster;
  const target = {
    ...{ id: 'target', kind: 'http', url: 'https://example.com/', secret: null, topics: ['all'] },
    options: { perMinute: 6_000 },
  } as unknown as Target;
  const errors: unknown[] = [];
  const line = new TargetLine(target, {
    ...{ outbox, poster, product: 'test', now: Date.now, random: () => 0 },
    onError: (error) => errors.push(error),
  });
  return { rows, pending, receiver, line, errors };
}

/** Ends by the test's own time limit where it never holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(5);
}

describe('the line of a target', () => {
  beforeEach(() => {
    // The clock alone: what waits, waits.
    jest.useFakeTimers({
      now: START,
      doNotFake: [
        ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const),
        ...(['clearImmediate', 'nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
      ],
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is left alone for half a minute after five failures in a row, and loses nothing by it', async () => {
    const { rows, pending, receiver, line, errors } = scene();
    line.offer([...rows.values()]);
    await until(() => line.resting);
    await wait(100);
    expect(receiver.asked).toBe(5);
    expect(line.resting).toBe(true);
    expect(pending()).toHaveLength(EVENTS);

    receiver.status = 200;
    jest.setSystemTime(START + 29_900);
    line.kick();
    await wait(100);
    expect(receiver.asked).toBe(5);

    jest.setSystemTime(START + 3_600_000);
    line.kick();
    await until(() => pending().length === 0);
    expect(receiver.asked).toBe(5 + EVENTS);
    expect(line.resting).toBe(false);
    expect(pending()).toEqual([]);
    expect(errors).toEqual([]);
    await line.close();
  });
});
