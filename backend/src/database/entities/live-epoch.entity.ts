import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** A lane of the live market as it is stored. */
export interface StoredLane {
  venue: string;
  symbol: string;
}

/**
 * A stretch over which the live engine went on without a break: from one warm start to the next. Everything it takes to
 * compute the same again is here and in the bars.
 */
@Entity('live_epochs')
export class LiveEpochEntity {
  @PrimaryGeneratedColumn()
  id: number;
  @Column({ type: 'varchar' })
  market: string;
  /** Base timeframe first, then the higher ones. */
  @Column({ type: 'simple-json' })
  timeframes: string[];
  /** In the order of the engine's lanes. */
  @Column({ type: 'simple-json' })
  lanes: StoredLane[];
  /** The configuration that differs from the engine's defaults. */
  @Column({ type: 'simple-json' })
  config: object;
  @Column({ type: 'varchar' })
  engineVersion: string;
  /** Until when bars were read from the table for the warm start, UTC ms of the market's clock. */
  @Column(TIME)
  warmedAt: number;
  /** Open of the first row of the tape, and of the first row that was decided live. UTC ms. */
  @Column(TIME)
  firstOpen: number;
  @Column(TIME)
  firstLive: number;
}
