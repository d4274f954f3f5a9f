import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TargetKind, TargetOptions, Topic } from '../../webhooks/targets/target.ts';
import { TIME } from '../columns.ts';

/** Where alerts are sent. Its address and its secret are sealed: an address of Discord, Slack or Telegram is a password. */
@Entity('webhook_targets')
export class WebhookTargetEntity {
  @PrimaryColumn({ type: 'varchar' })
  id: string;
  @Column({ type: 'varchar' })
  name: string;
  @Column({ type: 'varchar' })
  kind: TargetKind;
  @Column({ type: 'text' })
  url: string;
  @Column({ type: 'text', nullable: true })
  secret: string | null;
  @Column({ type: 'simple-json' })
  topics: Topic[];
  @Column({ type: 'simple-json' })
  options: TargetOptions;
  @Column({ type: 'boolean' })
  enabled: boolean;
  @Column(TIME)
  createdAt: number;
  @Column(TIME)
  updatedAt: number;
}
