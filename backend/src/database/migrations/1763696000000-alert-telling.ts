import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns of `alerts`, in the order in which their values are given. */
const ALERT = [
  ...['market', 'type', 'venue', 'symbol', 'timeframe', 'time', 'knownAt', 'tier', 'severity', 'title'],
  ...['description', 'explanation', 'data', 'record', 'muted', 'rule', 'eventId'],
];
const DELIVERY = ['eventId', 'targetId', 'envelope', 'eventType', 'symbol', 'state', 'attempts'];
const TIMES = ['nextAt', 'createdAt', 'updatedAt'];

const names = (columns: readonly string[]): string => columns.map((name) => `"${name}"`).join(', ');
const places = (columns: readonly string[]): string =>
  columns.map((_, k) => `json_extract(said.value, '$[${k}]')`).join(', ');

/**
 * What is said to people, into two tables with one statement, which SQLite does wholly or not at all. As a transaction of
 * four statements it takes eight turns of the event loop, and at a bar's close every turn is shared with all that the
 * close brings.
 */
export class AlertTelling1763696000000 implements MigrationInterface {
  name = 'AlertTelling1763696000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE VIEW alert_tellings AS SELECT NULL AS alerts, NULL AS events, NULL AS at');
    // What was said before a crash is not kept twice when it is said again.
    await runner.query(
      `CREATE TRIGGER alert_tellings_said INSTEAD OF INSERT ON alert_tellings BEGIN
         INSERT INTO alerts (${names(ALERT)})
         SELECT ${places(ALERT)} FROM json_each(NEW.alerts) AS said
         WHERE NOT EXISTS (
           SELECT 1 FROM alerts AS kept WHERE kept."eventId" = json_extract(said.value, '$[${ALERT.length - 1}]')
         );
         INSERT OR IGNORE INTO webhook_deliveries (${names([...DELIVERY, ...TIMES])})
         SELECT json_extract(said.value, '$[0]'), target.value, json_extract(said.value, '$[1]'),
                json_extract(said.value, '$[2]'), json_extract(said.value, '$[3]'), 'pending', 0,
                NEW.at, NEW.at, NEW.at
         FROM json_each(NEW.events) AS said, json_each(said.value, '$[4]') AS target;
       END`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER alert_tellings_said');
    await runner.query('DROP VIEW alert_tellings');
  }
}
