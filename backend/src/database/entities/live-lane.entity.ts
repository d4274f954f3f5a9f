import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The digest chains of one live lane as of its last row. */
@Entity('live_lanes', { withoutRowid: true })
export class LiveLaneEntity {
  @PrimaryColumn({ type: 'integer' })
  epoch: number;
  @PrimaryColumn({ type: 'varchar' })
  venue: string;
  @PrimaryColumn({ type: 'varchar' })
  symbol: string;
  @PrimaryColumn({ type: 'varchar' })
  timeframe: string;
  @Column({ type: 'integer' })
  rows: number;
  /** Of what the engine took in, and of what it said: the digests of `hindcast verify`. */
  @Column({ type: 'varchar' })
  input: string;
  @Column({ type: 'varchar' })
  output: string;
}
