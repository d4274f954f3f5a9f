import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** One row of the live market as it was decided: when, and what the engine took in and said, as digests. */
@Entity('live_slices', { withoutRowid: true })
export class LiveSliceEntity {
  @PrimaryColumn({ type: 'integer' })
  epoch: number;
  /** Open of the base bar, UTC ms. */
  @PrimaryColumn(TIME)
  openTime: number;
  /** When it was decided: bars known later were not seen. UTC ms. */
  @Column(TIME)
  decidedAt: number;
  /** Link of the chain over all lanes and timeframes up to this row, as 64 hexadecimal digits. */
  @Column({ type: 'varchar' })
  digest: string;
  /** Checksums by lane and by column of the rows that this slice added: what finds the first difference. */
  @Column({ type: 'blob' })
  checks: Buffer;
}
