import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { MAYBE_TIME, TIME } from '../columns.ts';

/**
 * A simulation: everything that it takes to run it again (SPEC §1.5), where it stands, and its headline. What came out
 * of it is in {@link RunResultEntity}, so that a list of runs stays cheap.
 */
@Entity('runs')
@Index('runs_created', ['createdAt'])
export class RunEntity {
  @PrimaryColumn({ type: 'varchar' })
  id: string;
  @Column({ type: 'varchar', default: 'interrupted' })
  state: string;
  /** Why it failed: `{code, message, action}`. */
  @Column({ type: 'simple-json', nullable: true })
  failure: object | null;
  @Column({ type: 'varchar' })
  dataset: string;
  @Column({ type: 'varchar' })
  datasetDigest: string;
  @Column({ type: 'varchar' })
  timeframe: string;
  /** What is traded and where: `{venue, symbol}` of each lane. */
  @Column({ type: 'simple-json', default: '[]' })
  lanes: object;
  @Column({ type: 'varchar' })
  strategyName: string;
  @Column({ type: 'varchar', default: '' })
  strategyHash: string;
  /** The strategy file's text. */
  @Column({ type: 'text' })
  strategy: string;
  /** The rest of what was asked for: venue, symbols, range, parameters, costs, capital, seed. */
  @Column({ type: 'simple-json', default: '{}' })
  inputs: object;
  @Column({ type: 'varchar' })
  engineVersion: string;
  /** A few figures of the report, for lists. */
  @Column({ type: 'simple-json', nullable: true })
  headline: object | null;
  @Column({ type: 'varchar', nullable: true })
  digest: string | null;
  @Column({ type: 'varchar', nullable: true })
  rerunOf: string | null;
  @Column({ type: 'varchar', nullable: true })
  expectedDigest: string | null;
  @Column(TIME)
  createdAt: number;
  @Column(MAYBE_TIME)
  startedAt: number | null;
  @Column(MAYBE_TIME)
  finishedAt: number | null;
}
