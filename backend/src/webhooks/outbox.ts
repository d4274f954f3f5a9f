import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
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

/** What waits to be delivered, and what was: in the database, so that a crash loses nothing. */
@Injectable()
export class Outbox {
  constructor(
    private readonly writes: WriteQueue,
    private readonly targets: TargetRegistry,
  ) {}

  /**
   * Puts events into the outbox of every target that wants them, and with them the alerts that they are of (values in the
   * order of the migration that made `alert_tellings`): both or neither, before everything else that waits to be written. An
   * event or an alert that is there already stays as it is.
   *
   * @returns the deliveries that wait because of this call; one that was there already may be among them
   */
  async tell(
    envelopes: readonly WebhookEnvelope[],
    alerts: readonly (readonly unknown[])[] = [],
  ): Promise<WebhookDeliveryEntity[]> {
    const now = Date.now();
    const waiting = this.targets
      .enabled()
      .flatMap(({ id, topics, options }) =>
        envelopes
          .filter((one) => wants(topics, one.event_type) && one.severity >= (options.minSeverity ?? 1))
          .map((envelope) => fresh(envelope, id, now)),
      );
    await this.writes.statement(
      'INSERT INTO alert_tellings (alerts, events, at) VALUES (?, ?, ?)',
      [JSON.stringify(alerts), JSON.stringify(eventsOf(waiting)), now],
      'urgent',
    );
    return waiting;
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

/** Events with the targets that they wait for, as `alert_tellings` takes them. */
function eventsOf(waiting: readonly WebhookDeliveryEntity[]): unknown[] {
  const targets = new Map<WebhookEnvelope, string[]>();
  for (const { envelope, targetId } of waiting) {
    const own = targets.get(envelope);
    if (own) own.push(targetId);
    else targets.set(envelope, [targetId]);
  }
  return [...targets].map(([one, ids]) => [one.id, JSON.stringify(one), one.event_type, one.symbol, ids]);
}
