import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';
import type { QuietHours } from './alert-rule.entity.ts';

/** When one of the engine's own signals, a tier or a detector, is announced. What is not stored is as it ships. */
@Entity('alert_policies')
export class AlertPolicyEntity {
  /** `tier1` to `tier6`, or an event type of SPEC §5. */
  @PrimaryColumn({ type: 'varchar' })
  subject: string;
  /** Null: tiers go by the setting `toastTier`, detectors are announced. */
  @Column({ type: 'boolean', nullable: true })
  enabled: boolean | null;
  /** Of a tier; null as it ships. Detectors grade themselves. */
  @Column({ type: 'integer', nullable: true })
  severity: number | null;
  /** Of a tier: whether every bar that carries it is announced, or only the first of a run. */
  @Column({ type: 'boolean' })
  everyBar: boolean;
  /** Bars of a lane after an alert in which the next is held back. */
  @Column({ type: 'integer' })
  cooldown: number;
  @Column({ type: 'simple-json', nullable: true })
  quiet: QuietHours | null;
  @Column(TIME)
  updatedAt: number;
}
