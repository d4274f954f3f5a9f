import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What came out of a run. */
@Entity('run_results')
export class RunResultEntity {
  @PrimaryColumn({ type: 'varchar' })
  runId: string;
  @Column({ type: 'simple-json' })
  report: object;
  /** Trades as numbers, row after row: deflated, in base64 (no type of bytes is the same on every database). */
  @Column({ type: 'text' })
  trades: string;
  /** The equity curve by buckets of bars, packed in the same way. */
  @Column({ type: 'text' })
  equity: string;
}
