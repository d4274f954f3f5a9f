import type { Bias, Explanation, Tier } from '@hindcast/engine';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** A signal that fired live: one per lane, bar and tier, however often the bar is seen. */
@Entity('signals')
export class SignalEntity {
  /** `live`, or which recorded market was played. */
  @PrimaryColumn({ type: 'varchar', default: 'live' })
  market: string;
  @PrimaryColumn({ type: 'varchar' })
  venue: string;
  @PrimaryColumn({ type: 'varchar' })
  symbol: string;
  @PrimaryColumn({ type: 'varchar' })
  timeframe: string;
  /** Open time of the bar, UTC ms. */
  @PrimaryColumn(TIME)
  time: number;
  @PrimaryColumn({ type: 'integer' })
  tier: Tier;
  @Column({ type: 'varchar' })
  name: string;
  @Column({ type: 'double precision', nullable: true })
  score: number | null;
  @Column({ type: 'varchar' })
  bias: Bias;
  @Column({ type: 'simple-json' })
  explanation: Explanation;
}
