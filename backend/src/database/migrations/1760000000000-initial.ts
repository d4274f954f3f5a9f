import { BAR_FIELDS } from '@hindcast/engine';
import {
  Table,
  TableIndex,
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
} from 'typeorm';

const text = (name: string): TableColumnOptions => ({ name, type: 'varchar' });
const time = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const integer = (name: string): TableColumnOptions => ({ name, type: 'integer' });
const long = (name: string): TableColumnOptions => ({ name, type: 'text' });
const value = (name: string): TableColumnOptions => ({ name, type: 'double precision', isNullable: true });
const key = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isPrimary: true });

const LANE = [text('venue'), text('symbol'), text('timeframe')];

const TABLES = [
  new Table({
    name: 'bars',
    columns: [...LANE.map(key), key(time('openTime')), ...BAR_FIELDS.map(value)],
  }),
  new Table({
    name: 'signals',
    columns: [
      ...LANE.map(key),
      key(time('time')),
      key(integer('tier')),
      text('name'),
      value('score'),
      text('bias'),
      long('explanation'),
    ],
  }),
  new Table({
    name: 'alerts',
    columns: [
      { ...key(integer('id')), isGenerated: true, generationStrategy: 'increment' },
      text('type'),
      ...LANE,
      time('time'),
      time('knownAt'),
      { ...integer('tier'), isNullable: true },
      integer('severity'),
      text('title'),
      long('description'),
    ],
    indices: [new TableIndex({ name: 'alerts_lane', columnNames: ['venue', 'symbol', 'timeframe', 'time'] })],
  }),
  new Table({
    name: 'runs',
    columns: [
      key(text('id')),
      text('dataset'),
      text('datasetDigest'),
      text('timeframe'),
      text('strategyName'),
      long('strategy'),
      text('engineVersion'),
      long('report'),
      time('createdAt'),
    ],
    indices: [new TableIndex({ name: 'runs_created', columnNames: ['createdAt'] })],
  }),
  new Table({ name: 'settings', columns: [key(text('name')), long('value'), time('updatedAt')] }),
];

/** Written with TypeORM's own words instead of SQL, so that SQLite and Postgres both understand it. */
export class Initial1760000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table, true, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}
