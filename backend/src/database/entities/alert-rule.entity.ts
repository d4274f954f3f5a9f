import type { AlertRule } from '@hindcast/engine/alerts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** When alerts of a rule are kept but not delivered, in minutes of the UTC day; `to` before `from` goes over midnight. */
export interface QuietHours {
  fromMinute: number;
  toMinute: number;
}

/** A rule of the user's own. */
@Entity('alert_rules')
export class AlertRuleEntity {
  @PrimaryColumn({ type: 'varchar' })
  id: string;
  @Column({ type: 'simple-json' })
  rule: AlertRule;
  @Column({ type: 'boolean' })
  enabled: boolean;
  @Column({ type: 'simple-json', nullable: true })
  quiet: QuietHours | null;
  /** Kept but not delivered until then, UTC ms; 0 when it is not snoozed. */
  @Column(TIME)
  snoozedUntil: number;
  /** When its conditions were written, by the clock of the market, UTC ms: its record counts from there. */
  @Column({ ...TIME, default: 0 })
  writtenAt: number;
  @Column(TIME)
  createdAt: number;
  @Column(TIME)
  updatedAt: number;
}
