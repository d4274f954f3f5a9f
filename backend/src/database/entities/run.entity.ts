import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** A simulation that was run, with everything that it takes to run it again (SPEC §1.5). */
@Entity('runs')
@Index('runs_created', ['createdAt'])
export class RunEntity {
  @PrimaryColumn({ type: 'varchar' })
  id: string;
  @Column({ type: 'varchar' })
  dataset: string;
  @Column({ type: 'varchar' })
  datasetDigest: string;
  @Column({ type: 'varchar' })
  timeframe: string;
  @Column({ type: 'varchar' })
  strategyName: string;
  /** The strategy file's text. */
  @Column({ type: 'text' })
  strategy: string;
  @Column({ type: 'varchar' })
  engineVersion: string;
  @Column({ type: 'simple-json' })
  report: object;
  @Column(TIME)
  createdAt: number;
}
