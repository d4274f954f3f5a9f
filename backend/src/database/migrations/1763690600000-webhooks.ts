import {
  Table,
  TableIndex,
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
} from 'typeorm';

const text = (name: string): TableColumnOptions => ({ name, type: 'varchar' });
const long = (name: string): TableColumnOptions => ({ name, type: 'text' });
const time = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const integer = (name: string): TableColumnOptions => ({ name, type: 'integer' });
const key = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isPrimary: true });
const maybe = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });

const TABLES = [
  new Table({
    name: 'webhook_targets',
    columns: [
      key(text('id')),
      text('name'),
      text('kind'),
      long('url'),
      maybe(long('secret')),
      long('topics'),
      long('options'),
      { name: 'enabled', type: 'boolean' },
      time('createdAt'),
      time('updatedAt'),
    ],
  }),
  new Table({
    name: 'webhook_deliveries',
    withoutRowid: true,
    columns: [
      key(text('eventId')),
      key(text('targetId')),
      long('envelope'),
      text('state'),
      integer('attempts'),
      time('nextAt'),
      time('createdAt'),
      time('updatedAt'),
      maybe(integer('status')),
      maybe(integer('latencyMs')),
      maybe(long('answer')),
    ],
    indices: [
      new TableIndex({ name: 'webhook_deliveries_due', columnNames: ['state', 'targetId', 'nextAt'] }),
      new TableIndex({ name: 'webhook_deliveries_log', columnNames: ['createdAt'] }),
    ],
  }),
  new Table({
    name: 'webhook_audit',
    columns: [
      { ...key(integer('id')), isGenerated: true, generationStrategy: 'increment' },
      time('at'),
      text('action'),
      text('targetId'),
      text('targetName'),
      long('fields'),
    ],
  }),
];

/** Targets of alerts, their outbox and delivery log, and who changed what. */
export class Webhooks1763690600000 implements MigrationInterface {
  name = 'Webhooks1763690600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table.name);
  }
}
