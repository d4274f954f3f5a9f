import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** What can be changed: where alerts go, what they are made of, and what is held back. */
export const AUDITED = ['target', 'rule', 'policy', 'snooze'] as const;
export type Audited = (typeof AUDITED)[number];

/** A change of a target, a rule, a policy or a snooze. Secrets are named when they change, and never told. */
@Entity('webhook_audit')
export class WebhookAuditEntity {
  @PrimaryGeneratedColumn()
  id: number;
  @Column(TIME)
  at: number;
  @Column({ type: 'varchar', default: 'target' })
  what: Audited;
  @Column({ type: 'varchar' })
  action: string;
  @Column({ type: 'varchar' })
  targetId: string;
  @Column({ type: 'varchar' })
  targetName: string;
  /** Names of the fields that changed. */
  @Column({ type: 'simple-json' })
  fields: string[];
}
