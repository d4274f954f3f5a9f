import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { WebhookEnvelope } from '../../webhooks/envelope.ts';
import { TIME } from '../columns.ts';

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/**
 * One event for one target: the outbox while it is pending, the delivery log afterwards. Written in the transaction of
 * the alert itself, so that a crash loses neither; one event has one row for a target, so that none is sent twice.
 */
@Entity('webhook_deliveries', { withoutRowid: true })
@Index('webhook_deliveries_due', ['state', 'targetId', 'nextAt'])
@Index('webhook_deliveries_log', ['createdAt'])
export class WebhookDeliveryEntity {
  @PrimaryColumn({ type: 'varchar' })
  eventId: string;
  @PrimaryColumn({ type: 'varchar' })
  targetId: string;
  @Column({ type: 'simple-json' })
  envelope: WebhookEnvelope;
  /** Of the envelope, to search by. */
  @Column({ type: 'varchar', default: '' })
  eventType: string;
  @Column({ type: 'varchar', default: '' })
  symbol: string;
  @Column({ type: 'varchar' })
  state: DeliveryState;
  @Column({ type: 'integer' })
  attempts: number;
  /** Not tried before this, UTC ms. */
  @Column(TIME)
  nextAt: number;
  @Column(TIME)
  createdAt: number;
  @Column(TIME)
  updatedAt: number;
  /** Of the last attempt: HTTP status, how long it took, and the beginning of the answer or why there was none. */
  @Column({ type: 'integer', nullable: true })
  status: number | null;
  @Column({ type: 'integer', nullable: true })
  latencyMs: number | null;
  @Column({ type: 'text', nullable: true })
  answer: string | null;
}
