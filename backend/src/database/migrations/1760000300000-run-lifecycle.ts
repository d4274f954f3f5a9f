import {
  Table,
  TableColumn,
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
} from 'typeorm';

const text = (name: string, fallback: string): TableColumnOptions => ({
  name,
  type: 'varchar',
  default: `'${fallback}'`,
});
const json = (name: string, fallback: string): TableColumnOptions => ({
  name,
  type: 'text',
  default: `'${fallback}'`,
});
const maybe = (name: string, type: string): TableColumnOptions => ({ name, type, isNullable: true });

const ADDED: readonly TableColumnOptions[] = [
  text('state', 'interrupted'),
  maybe('failure', 'text'),
  json('lanes', '[]'),
  text('strategyHash', ''),
  json('inputs', '{}'),
  maybe('headline', 'text'),
  maybe('digest', 'varchar'),
  maybe('rerunOf', 'varchar'),
  maybe('expectedDigest', 'varchar'),
  maybe('startedAt', 'bigint'),
  maybe('finishedAt', 'bigint'),
];

/**
 * Runs get a life: they wait, run, end. Their results move to a table of their own. A run from before has neither trades nor
 * curve; it is kept as interrupted, and can be made again from its inputs.
 */
export class RunLifecycle1760000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns(
      'runs',
      ADDED.map((column) => new TableColumn(column)),
    );
    await runner.dropColumn('runs', 'report');
    await runner.createTable(
      new Table({
        name: 'run_results',
        columns: [
          { name: 'runId', type: 'varchar', isPrimary: true },
          ...['report', 'trades', 'equity'].map((name) => ({ name, type: 'text' })),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('run_results');
    await runner.dropColumns(
      'runs',
      ADDED.map(({ name }) => name),
    );
    await runner.addColumn('runs', new TableColumn(json('report', '{}')));
  }
}
