import { HindcastError } from '@hindcast/engine';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { DataSourceOptions } from 'typeorm';
import type { Environment } from '../config/environment.ts';
import { AlertEntity } from './entities/alert.entity.ts';
import { AlertPolicyEntity } from './entities/alert-policy.entity.ts';
import { AlertRuleEntity } from './entities/alert-rule.entity.ts';
import { AlertSnoozeEntity } from './entities/alert-snooze.entity.ts';
import { BarEntity } from './entities/bar.entity.ts';
import { LiveEpochEntity } from './entities/live-epoch.entity.ts';
import { LiveLaneEntity } from './entities/live-lane.entity.ts';
import { LiveSliceEntity } from './entities/live-slice.entity.ts';
import { LiveTradeEntity } from './entities/live-trade.entity.ts';
import { RunEntity } from './entities/run.entity.ts';
import { RunResultEntity } from './entities/run-result.entity.ts';
import { SettingEntity } from './entities/setting.entity.ts';
import { SignalEntity } from './entities/signal.entity.ts';
import { WebhookAuditEntity } from './entities/webhook-audit.entity.ts';
import { WebhookDeliveryEntity } from './entities/webhook-delivery.entity.ts';
import { WebhookTargetEntity } from './entities/webhook-target.entity.ts';
import { AlertDesk1763694800000 } from './migrations/1763694800000-alert-desk.ts';
import { AlertRules1763691200000 } from './migrations/1763691200000-alert-rules.ts';
import { AlertTelling1763696000000 } from './migrations/1763696000000-alert-telling.ts';
import { Initial1760000000000 } from './migrations/1760000000000-initial.ts';
import { Live1763690000000 } from './migrations/1763690000000-live.ts';
import { LiveTrades1763695500000 } from './migrations/1763695500000-live-trades.ts';
import { Webhooks1763690600000 } from './migrations/1763690600000-webhooks.ts';
import { RuleWritten1763694900000 } from './migrations/1763694900000-rule-written.ts';
import { RunLifecycle1760000300000 } from './migrations/1760000300000-run-lifecycle.ts';

export const ENTITIES = [
  BarEntity,
  SignalEntity,
  AlertEntity,
  AlertRuleEntity,
  AlertPolicyEntity,
  AlertSnoozeEntity,
  RunEntity,
  RunResultEntity,
  SettingEntity,
  LiveEpochEntity,
  LiveSliceEntity,
  LiveLaneEntity,
  LiveTradeEntity,
  WebhookTargetEntity,
  WebhookDeliveryEntity,
  WebhookAuditEntity,
];

/** How long SQLite waits for another process that holds the file. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * TypeORM switches the driver's long stack traces on, which write every query and its thousands of values down in case it
 * fails: a tenth of what a live bar may take.
 */
const driver = Object.create(sqlite3, { verbose: { value: () => sqlite3 } }) as typeof sqlite3;

/** The SQLite file, in a folder that exists afterwards. */
function sqliteFile({ dbUrl, dataDir }: Environment): string {
  const file = dbUrl === null ? join(dataDir, 'hindcast.sqlite') : dbUrl.replace(/^sqlite:(\/\/)?/, '');
  makeFolder(dataDir);
  if (file !== ':memory:') makeFolder(dirname(file));
  return file;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HindcastError(
      'DATA_DIR_UNUSABLE',
      `The folder ${folder} cannot be made: ${why}.`,
      'Set DATA_DIR to a folder that this user may write to.',
      { file: folder },
    );
  }
}

/** What TypeORM needs to know; migrations run when the connection opens. */
export function databaseOptions(environment: Environment): DataSourceOptions {
  const { dbUrl } = environment;
  if (dbUrl !== null && /^postgres(ql)?:/.test(dbUrl)) {
    throw new HindcastError(
      'DB_DRIVER_MISSING',
      'DB_URL names a Postgres database, and this build carries the SQLite driver only.',
      'Unset DB_URL to use SQLite in DATA_DIR, or set it to sqlite:<file>.',
      { field: 'DB_URL' },
    );
  }
  return {
    type: 'sqlite',
    driver,
    database: sqliteFile(environment),
    enableWAL: true,
    busyTimeout: BUSY_TIMEOUT_MS,
    entities: ENTITIES,
    migrations: [
      Initial1760000000000,
      RunLifecycle1760000300000,
      Live1763690000000,
      Webhooks1763690600000,
      AlertRules1763691200000,
      AlertDesk1763694800000,
      RuleWritten1763694900000,
      LiveTrades1763695500000,
      AlertTelling1763696000000,
    ],
    migrationsRun: true,
  };
}
