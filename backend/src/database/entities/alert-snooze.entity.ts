import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** Alerts that are kept and not delivered until a moment: those that are like it in everything that is not null. */
@Entity('alert_snoozes')
export class AlertSnoozeEntity {
  @PrimaryColumn({ type: 'varchar' })
  id: string;
  @Column({ type: 'varchar', nullable: true })
  type: string | null;
  @Column({ type: 'integer', nullable: true })
  tier: number | null;
  /** A rule of the user's own. */
  @Column({ type: 'varchar', nullable: true })
  rule: string | null;
  @Column({ type: 'varchar', nullable: true })
  venue: string | null;
  @Column({ type: 'varchar', nullable: true })
  symbol: string | null;
  @Column({ type: 'varchar', nullable: true })
  timeframe: string | null;
  /** UTC ms. */
  @Column(TIME)
  until: number;
  @Column(TIME)
  createdAt: number;
}
