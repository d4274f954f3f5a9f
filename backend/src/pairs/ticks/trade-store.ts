import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LessThan, MoreThanOrEqual, type DataSource } from 'typeorm';
import { LiveTradeEntity } from '../../database/entities/live-trade.entity.ts';
import { WriteQueue } from '../../database/write-queue.ts';

/** Real ms from the first trade of a batch to its being written. */
const BATCH_MS = 1_000;
/** Rows in one statement. */
const ROWS_AT_ONCE = 500;
/** Trades that wait to be written, at most: a disk that does not keep up costs the oldest of them, not the memory. */
const MOST_WAITING = 100_000;

/** Keeps the trades of watched legs, a batch a second, each once. */
@Injectable()
export class TradeStore implements BeforeApplicationShutdown {
  readonly #log = new Logger('Ticks');
  #waiting: LiveTradeEntity[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly writes: WriteQueue,
  ) {}

  add(trade: LiveTradeEntity): void {
    if (this.#waiting.length >= MOST_WAITING) this.#waiting.splice(0, MOST_WAITING / 10);
    this.#waiting.push(trade);
    this.#timer ??= setTimeout(() => void this.flush(), BATCH_MS);
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    try {
      await this.writes.run(async (manager) => {
        for (let k = 0; k < batch.length; k += ROWS_AT_ONCE) {
          const rows = batch.slice(k, k + ROWS_AT_ONCE);
          await manager.createQueryBuilder().insert().into(LiveTradeEntity).values(rows).orIgnore().execute();
        }
      });
    } catch (error) {
      this.#log.warn(`${batch.length} trades were not stored: ${String(error)}`);
    }
  }

  /** Stored trades of a leg from a time on, in order; older ones of the market are forgotten. */
  async since(
    leg: Pick<LiveTradeEntity, 'market' | 'venue' | 'symbol'>,
    time: number,
  ): Promise<LiveTradeEntity[]> {
    const { market, venue, symbol } = leg;
    await this.writes.run((manager) => manager.delete(LiveTradeEntity, { market, time: LessThan(time) }));
    return this.dataSource
      .getRepository(LiveTradeEntity)
      .find({ where: { market, venue, symbol, time: MoreThanOrEqual(time) }, order: { time: 'ASC' } });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }
}
