import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BAR_FIELDS, Tape, type BarInput, type LaneKey, type UtcMs } from '@hindcast/engine';
import { Between, type EntityManager, type Repository } from 'typeorm';
import { BarEntity, type BarRecord } from '../database/entities/bar.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';

const KEY = ['venue', 'symbol', 'timeframe', 'openTime'] as const;
const COLUMNS: readonly string[] = [...KEY, ...BAR_FIELDS];
/** Rows per statement: 23 values each, far below SQLite's 32,766 parameters. */
const ROWS_PER_STATEMENT = 500;

/** The bars that were seen live. Raw SQL: three times as fast as the repository's upsert. */
@Injectable()
export class BarStore {
  constructor(
    @InjectRepository(BarEntity) private readonly bars: Repository<BarRecord>,
    private readonly writes: WriteQueue,
  ) {}

  /** Stores closed bars, all or none; a bar that is there already is replaced. */
  async save(key: LaneKey, bars: readonly BarInput[]): Promise<void> {
    await this.writes.run(async (manager) => {
      for (let i = 0; i < bars.length; i += ROWS_PER_STATEMENT) {
        await upsert(manager, key, bars.slice(i, i + ROWS_PER_STATEMENT));
      }
    });
  }

  /** The bars of a lane that opened in [from, to], as a tape; empty where there are none. */
  async tape(key: LaneKey, from: UtcMs, to: UtcMs): Promise<Tape> {
    const { venue, symbol, timeframe } = key;
    const rows = await this.bars.find({
      where: { venue, symbol, timeframe, openTime: Between(from, to) },
      order: { openTime: 'ASC' },
    });
    return Tape.fromBars(key, rows);
  }
}

async function upsert(manager: EntityManager, key: LaneKey, bars: readonly BarInput[]): Promise<void> {
  const { escape, createParameter } = manager.connection.driver;
  const quoted = COLUMNS.map((name) => escape.call(manager.connection.driver, name));
  const values = bars.flatMap((bar) => [
    ...[key.venue, key.symbol, key.timeframe, bar.openTime],
    ...BAR_FIELDS.map((field) => known(bar[field])),
  ]);
  const parameter = (index: number): string => createParameter.call(manager.connection.driver, '', index);
  const tuples = bars.map((_, i) => {
    const own = COLUMNS.map((_column, k) => parameter(i * COLUMNS.length + k));
    return `(${own.join(', ')})`;
  });
  const updates = quoted.slice(KEY.length).map((name) => `${name} = excluded.${name}`);
  await manager.query(
    `INSERT INTO bars (${quoted.join(', ')}) VALUES ${tuples.join(', ')} ` +
      `ON CONFLICT (${quoted.slice(0, KEY.length).join(', ')}) DO UPDATE SET ${updates.join(', ')}`,
    values,
  );
}

/** A missing value is NULL, never 0 and never NaN. */
function known(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
