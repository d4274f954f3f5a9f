import { Table, TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const RULES = new Table({
  name: 'alert_rules',
  columns: [
    { name: 'id', type: 'varchar', isPrimary: true },
    { name: 'rule', type: 'text' },
    { name: 'enabled', type: 'boolean' },
    { name: 'quiet', type: 'text', isNullable: true },
    { name: 'snoozedUntil', type: 'bigint' },
    { name: 'createdAt', type: 'bigint' },
    { name: 'updatedAt', type: 'bigint' },
  ],
});

const ACKNOWLEDGED = [
  new TableColumn({ name: 'acknowledgedAt', type: 'bigint', isNullable: true }),
  new TableColumn({ name: 'note', type: 'varchar', isNullable: true }),
];

/** Rules of the user's own, and what somebody said to an alert. */
export class AlertRules1763691200000 implements MigrationInterface {
  name = 'AlertRules1763691200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(RULES);
    await runner.addColumns('alerts', ACKNOWLEDGED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('alerts', ACKNOWLEDGED);
    await runner.dropTable(RULES.name);
  }
}
