import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** A trade of a pair that somebody watches tick by tick. */
@Entity('live_trades', { withoutRowid: true })
export class LiveTradeEntity {
  @PrimaryColumn({ type: 'varchar' })
  market: string;
  @PrimaryColumn({ type: 'varchar' })
  venue: string;
  @PrimaryColumn({ type: 'varchar' })
  symbol: string;
  /** UTC ms of the market's clock. */
  @PrimaryColumn(TIME)
  time: number;
  /** The venue's name of it. */
  @PrimaryColumn({ type: 'varchar' })
  id: string;
  @Column({ type: 'double precision' })
  price: number;
  /** Base units. */
  @Column({ type: 'double precision' })
  amount: number;
  @Column({ type: 'boolean' })
  takerBuys: boolean;
}
