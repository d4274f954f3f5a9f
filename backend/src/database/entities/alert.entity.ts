import type { EngineEvent, Explanation } from '@hindcast/engine';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MAYBE_TIME, TIME } from '../columns.ts';

/** Something that was said to a person live: a signal of a high tier or an event of a detector. */
@Entity('alerts')
@Index('alerts_lane', ['venue', 'symbol', 'timeframe', 'time'])
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
}
