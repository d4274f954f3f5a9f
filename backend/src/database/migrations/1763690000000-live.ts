import { BAR_FIELDS } from '@hindcast/engine';
import {
  Table,
  TableColumn,
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
const MARKET: TableColumnOptions = { ...text('market'), default: "'live'" };

/** The key begins with the time, for whole slices; this is for one lane. */
const BARS_LANE = ['market', 'timeframe', 'venue', 'symbol', 'openTime'];

const BARS = new Table({
  name: 'bars',
  withoutRowid: true,
  columns: [
    key(text('market')),
    key(text('timeframe')),
    key(time('openTime')),
    key(text('venue')),
    key(text('symbol')),
    key(integer('revision')),
    time('knownAt'),
    text('source'),
    ...BAR_FIELDS.map(value),
  ],
  indices: [new TableIndex({ name: 'bars_lane', columnNames: BARS_LANE })],
});

const SIGNALS = new Table({
  name: 'signals',
  columns: [
    key(MARKET),
    ...['venue', 'symbol', 'timeframe'].map((name) => key(text(name))),
    key(time('time')),
    key(integer('tier')),
    text('name'),
    value('score'),
    text('bias'),
    long('explanation'),
  ],
});

/** The table as it was before: without the columns that came with this version. */
function before(table: Table): Table {
  const added = new Set(['market', 'revision', 'knownAt', 'source']);
  const columns = table.columns.filter(({ name }) => !added.has(name));
  return new Table({ name: table.name, columns: columns.map((column) => ({ ...column })) });
}

const TABLES = [
  new Table({
    name: 'live_epochs',
    columns: [
      { ...key(integer('id')), isGenerated: true, generationStrategy: 'increment' },
      text('market'),
      long('timeframes'),
      long('lanes'),
      long('config'),
      text('engineVersion'),
      time('warmedAt'),
      time('firstOpen'),
      time('firstLive'),
    ],
  }),
  new Table({
    name: 'live_slices',
    withoutRowid: true,
    columns: [
      key(integer('epoch')),
      key(time('openTime')),
      time('decidedAt'),
      text('digest'),
      { name: 'checks', type: 'blob' },
    ],
  }),
  new Table({
    name: 'live_lanes',
    withoutRowid: true,
    columns: [
      key(integer('epoch')),
      ...['venue', 'symbol', 'timeframe'].map((name) => key(text(name))),
      integer('rows'),
      text('input'),
      text('output'),
    ],
  }),
];

const ALERT_COLUMNS: TableColumnOptions[] = [
  MARKET,
  { ...long('explanation'), isNullable: true },
  { ...long('data'), isNullable: true },
];

/**
 * Bars by revision, the epochs of the live market and their digests. Signals and alerts say of which market they are.
 * Bars and signals are made anew: no version before this one wrote any.
 */
export class Live1763690000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [BARS, SIGNALS]) {
      await runner.dropTable(table.name);
      await runner.createTable(table);
    }
    await runner.addColumns(
      'alerts',
      ALERT_COLUMNS.map((column) => new TableColumn(column)),
    );
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
    await runner.dropColumns(
      'alerts',
      ALERT_COLUMNS.map(({ name }) => name),
    );
    for (const table of [BARS, SIGNALS]) {
      await runner.dropTable(table.name);
      await runner.createTable(before(table));
    }
  }
}
