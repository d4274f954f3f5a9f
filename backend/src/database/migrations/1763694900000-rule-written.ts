import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

/** When the conditions of a rule were written. */
export class RuleWritten1763694900000 implements MigrationInterface {
  name = 'RuleWritten1763694900000';

  async up(runner: QueryRunner): Promise<void> {
    const column = new TableColumn({ name: 'writtenAt', type: 'bigint', default: 0 });
    await runner.addColumn('alert_rules', column);
    await runner.query('UPDATE alert_rules SET "writtenAt" = "updatedAt"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('alert_rules', 'writtenAt');
  }
}
