import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** A change of a webhook target. Secrets are named when they change, and never told. */
@Entity('webhook_audit')
export class WebhookAuditEntity {
  @PrimaryGeneratedColumn()
  id: number;
  @Column(TIME)
  at: number;
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
