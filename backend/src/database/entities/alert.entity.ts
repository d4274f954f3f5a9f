import type { EngineEvent, Explanation } from '@hindcast/engine';
import type { HitRecord } from '@hindcast/engine/alerts';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MAYBE_TIME, TIME } from '../columns.ts';

/** Why an alert is kept and not delivered: its source is off, cooling down, in its quiet hours, or somebody snoozed it. */
export const ALERT_MUTINGS = ['off', 'cooldown', 'quiet', 'snoozed'] as const;
export type AlertMuting = (typeof ALERT_MUTINGS)[number];

/** Something that was said to a person live: a signal of a high tier or an event of a detector. */
@Entity('alerts')
@Index('alerts_lane', ['venue', 'symbol', 'timeframe', 'time'])
@Index('alerts_known', ['knownAt'])
@Index('alerts_event', ['eventId'])
export class AlertEntity {
  @PrimaryGeneratedColumn()
  id: number;
  /** `live`, or which recorded market was played. */
  @Column({ type: 'varchar', default: 'live' })
  market: string;
  /** An event type of SPEC §5; `SIGNAL` for a tier. */
  @Column({ type: 'varchar' })
  type: string;
  @Column({ type: 'varchar' })
  venue: string;
  @Column({ type: 'varchar' })
  symbol: string;
  @Column({ type: 'varchar' })
  timeframe: string;
  /** Open time of the bar, and when it became known: the bar's close. UTC ms. */
  @Column(TIME)
  time: number;
  @Column(TIME)
  knownAt: number;
  @Column({ type: 'integer', nullable: true })
  tier: number | null;
  @Column({ type: 'integer' })
  severity: number;
  @Column({ type: 'varchar' })
  title: string;
  @Column({ type: 'text' })
  description: string;
  /** Of a tier: each condition with the value seen. */
  @Column({ type: 'simple-json', nullable: true })
  explanation: Explanation | null;
  /** Of a detector: the values it spoke of. */
  @Column({ type: 'simple-json', nullable: true })
  data: EngineEvent['data'] | null;
  /** When somebody said that it was seen, UTC ms, and what was said to it. */
  @Column(MAYBE_TIME)
  acknowledgedAt: number | null;
  @Column({ type: 'varchar', nullable: true })
  note: string | null;
  /** The id that receivers get; null for what was said before there was one. */
  @Column({ type: 'varchar', nullable: true })
  eventId: string | null;
  /** The rule of the user's own that said it. */
  @Column({ type: 'varchar', nullable: true })
  rule: string | null;
  /** Why it was kept and not delivered; null when it was not held back. */
  @Column({ type: 'varchar', nullable: true })
  muted: AlertMuting | null;
  /** How often what it speaks of was right before, as known at its bar. */
  @Column({ type: 'simple-json', nullable: true })
  record: HitRecord | null;
}
