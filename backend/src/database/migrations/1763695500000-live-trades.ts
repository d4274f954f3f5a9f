import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const key = (name: string, type = 'varchar') => ({ name, type, isPrimary: true });

const TRADES = new Table({
  name: 'live_trades',
  withoutRowid: true,
  columns: [
    key('market'),
    key('venue'),
    key('symbol'),
    key('time', 'bigint'),
    key('id'),
    { name: 'price', type: 'double precision' },
    { name: 'amount', type: 'double precision' },
    { name: 'takerBuys', type: 'boolean' },
  ],
});

/** Trades of pairs that are watched tick by tick. */
export class LiveTrades1763695500000 implements MigrationInterface {
  name = 'LiveTrades1763695500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TRADES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TRADES.name);
  }
}
