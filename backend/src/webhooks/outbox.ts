import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, type EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { WebhookDeliveryEntity } from '../database/entities/webhook-delivery.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import type { WebhookEnvelope } from './envelope.ts';
import { TargetRegistry } from './targets/target-registry.ts';
import { wants } from './targets/target.ts';

/** What came of an attempt to deliver. */
export interface Attempt {
  readonly delivery: WebhookDeliveryEntity;
  readonly state: WebhookDeliveryEntity['state'];
  /** Whether the receiver was asked at all. */
  readonly tried: boolean;
  readonly nextAt: number;
  readonly status: number | null;
  readonly latencyMs: number | null;
  readonly answer: string | null;
}

const COLUMNS = [
  ...(['eventId', 'targetId', 'envelope', 'eventType', 'symbol', 'state', 'attempts'] as const),
  ...(['nextAt', 'createdAt', 'updatedAt', 'status', 'latencyMs', 'answer'] as const),
];
const LIST = COLUMNS.map((name) => `"${name}"`).join(', ');
const TUPLE = `(${COLUMNS.map(() => '?').join(', ')})`;
/** Rows of one insert: SQLite takes at most 32,766 parameters in a statement. */
const ROWS = 1_000;

/** What waits to be delivered, and what was: in the database, so that a crash loses nothing. */
@Injectable()
export class Outbox {
  constructor(
    private readonly writes: WriteQueue,
    private readonly targets: TargetRegistry,
  ) {}

  /**
   * Puts events into the outbox of every target that wants them, within the caller's transaction. An event that is there
   * already stays as it is.
   *
   * @returns the deliveries that wait because of this call; one that was there already may be among them
   */
  async enqueue(
    manager: EntityManager,
    envelopes: readonly WebhookEnvelope[],
    now: number,
    to?: string,
  ): Promise<WebhookDeliveryEntity[]> {
    const rows = this.targets
      .enabled()
      .filter(({ id }) => to === undefined || id === to)
      .flatMap(({ id, topics, options }) =>
        envelopes
          .filter((one) => to !== undefined || wants(topics, one.event_type))
          .filter(({ severity }) => to !== undefined || severity >= (options.minSeverity ?? 1))
          .map((envelope) => fresh(envelope, id, now)),
      );
    const bodies = new Map(envelopes.map((one) => [one, JSON.stringify(one)]));
    for (let k = 0; k < rows.length; k += ROWS) {
      const part = rows.slice(k, k + ROWS);
      await manager.query(
        `INSERT OR IGNORE INTO webhook_deliveries (${LIST}) VALUES ${part.map(() => TUPLE).join(', ')}`,
        part.flatMap((one) =>
          COLUMNS.map((name) => (name === 'envelope' ? bodies.get(one.envelope) : one[name])),
        ),
      );
    }
    return rows;
  }

  /** What is due for a target, the oldest first. Waits for what is being written: nothing uncommitted is ever sent. */
  due(targetId: string, now: number, most: number): Promise<WebhookDeliveryEntity[]> {
    return this.writes.run((manager) =>
      manager.find(WebhookDeliveryEntity, {
        where: { state: 'pending', targetId, nextAt: LessThanOrEqual(now) },
        order: { nextAt: 'ASC', createdAt: 'ASC', eventId: 'ASC' },
        take: most,
      }),
    );
  }

  /** When something becomes due for a target next; null when nothing waits. */
  async nextDue(targetId: string): Promise<number | null> {
    const next = await this.writes.run((manager) =>
      manager.findOne(WebhookDeliveryEntity, {
        where: { state: 'pending', targetId },
        order: { nextAt: 'ASC' },
      }),
    );
    return next?.nextAt ?? null;
  }

  /** Keeps what came of attempts. */
  async settle(attempts: readonly Attempt[], now: number): Promise<void> {
    const rows = attempts.map(({ delivery, state, tried, nextAt, status, latencyMs, answer }) => ({
      ...delivery,
      ...(tried ? { attempts: delivery.attempts + 1, status, latencyMs, answer } : {}),
      ...{ state, nextAt, updatedAt: now },
    }));
    await this.writes.run((manager) =>
      manager
        .getRepository(WebhookDeliveryEntity)
        .upsert(rows as QueryDeepPartialEntity<WebhookDeliveryEntity>[], ['eventId', 'targetId']),
    );
  }

  /** Dead letters wait again, from their first attempt on: those of a target, of events, or all. @returns how many */
  async resend(which: { target?: string; eventIds?: readonly string[] }, now: number): Promise<number> {
    const { target, eventIds } = which;
    const result = await this.writes.run((manager) =>
      manager.update(
        WebhookDeliveryEntity,
        {
          state: 'dead',
          ...(target === undefined ? {} : { targetId: target }),
          ...(eventIds === undefined ? {} : { eventId: In([...eventIds]) }),
        },
        { state: 'pending', attempts: 0, nextAt: now, updatedAt: now },
      ),
    );
    return result.affected ?? 0;
  }

  /** Forgets what was delivered before a moment; dead letters stay until somebody decides. */
  async prune(before: number): Promise<void> {
    await this.writes.run((manager) =>
      manager
        .createQueryBuilder()
        .delete()
        .from(WebhookDeliveryEntity)
        .where("state = 'delivered' AND updatedAt < :before", { before })
        .execute(),
    );
  }
}

function fresh(envelope: WebhookEnvelope, targetId: string, now: number): WebhookDeliveryEntity {
  return {
    eventId: envelope.id,
    targetId,
    envelope,
    eventType: envelope.event_type,
    symbol: envelope.symbol,
    state: 'pending',
    attempts: 0,
    nextAt: now,
    createdAt: now,
    updatedAt: now,
    status: null,
    latencyMs: null,
    answer: null,
  };
}
