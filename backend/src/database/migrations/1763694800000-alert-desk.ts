import { Table, TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const maybe = (name: string, type = 'varchar') => ({ name, type, isNullable: true });
const needed = (name: string, type = 'varchar') => ({ name, type });
const key = (name: string) => ({ name, type: 'varchar', isPrimary: true });

const POLICIES = new Table({
  name: 'alert_policies',
  columns: [
    key('subject'),
    maybe('enabled', 'boolean'),
    maybe('severity', 'integer'),
    needed('everyBar', 'boolean'),
    needed('cooldown', 'integer'),
    maybe('quiet', 'text'),
    needed('updatedAt', 'bigint'),
  ],
});

const SNOOZES = new Table({
  name: 'alert_snoozes',
  columns: [
    key('id'),
    maybe('type'),
    maybe('tier', 'integer'),
    maybe('rule'),
    maybe('venue'),
    maybe('symbol'),
    maybe('timeframe'),
    needed('until', 'bigint'),
    needed('createdAt', 'bigint'),
  ],
});

const ADDED: readonly [string, readonly TableColumn[]][] = [
  [
    'alerts',
    [maybe('eventId'), maybe('rule'), maybe('muted'), maybe('record', 'text')].map(
      (column) => new TableColumn(column),
    ),
  ],
  [
    'webhook_deliveries',
    ['eventType', 'symbol'].map((name) => new TableColumn({ name, type: 'varchar', default: "''" })),
  ],
  ['webhook_audit', [new TableColumn({ name: 'what', type: 'varchar', default: "'target'" })]],
];

const INDICES = [
  new TableIndex({ name: 'alerts_known', columnNames: ['knownAt'] }),
  new TableIndex({ name: 'alerts_event', columnNames: ['eventId'] }),
];

/** When the engine's own signals are announced, what is snoozed, and what alerts and deliveries are found by. */
export class AlertDesk1763694800000 implements MigrationInterface {
  name = 'AlertDesk1763694800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(POLICIES);
    await runner.createTable(SNOOZES);
    for (const [table, columns] of ADDED) await runner.addColumns(table, [...columns]);
    await runner.createIndices('alerts', INDICES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndices('alerts', INDICES);
    for (const [table, columns] of ADDED) await runner.dropColumns(table, [...columns]);
    await runner.dropTable(SNOOZES.name);
    await runner.dropTable(POLICIES.name);
  }
}
