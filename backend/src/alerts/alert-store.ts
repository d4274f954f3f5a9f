import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SignalRow } from '@hindcast/engine/wire';
import type { EntityManager, FindOptionsWhere, Repository } from 'typeorm';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import { AlertEntity } from '../database/entities/alert.entity.ts';
import { SignalEntity } from '../database/entities/signal.entity.ts';
import { WriteQueue } from '../database/write-queue.ts';
import type { Page } from '../http/content-range.ts';
import { envelopeOf, eventId } from '../webhooks/of-alert.ts';
import { Outbox } from '../webhooks/outbox.ts';
import { Sender } from '../webhooks/sender.ts';
import type { AlertDto } from './alert.dto.ts';

/** What fired live, and what was said about it. */
@Injectable()
export class AlertStore {
  constructor(
    @InjectRepository(AlertEntity) private readonly alerts: Repository<AlertEntity>,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'publicUrl'>,
    private readonly writes: WriteQueue,
    private readonly outbox: Outbox,
    private readonly sender: Sender,
  ) {}

  /** Keeps the signals of a bar, within the caller's transaction. Those seen before are replaced. */
  async putSignals(manager: EntityManager, market: string, signals: readonly SignalRow[]): Promise<void> {
    await manager.getRepository(SignalEntity).upsert(
      signals.map(({ row: _row, ...signal }) => ({ ...signal, market })),
      ['market', 'venue', 'symbol', 'timeframe', 'time', 'tier'],
    );
  }

  /**
   * Keeps the alerts of a bar and puts them into the outbox of every webhook that wants them, in one transaction before
   * everything else that waits to be written; then has them sent. They do not wait for the bar itself, which has many more
   * rows: should the process end in between, the bar is fetched again, and what was said of it is said.
   */
  async tell(market: string, alerts: readonly AlertDto[]): Promise<void> {
    const envelopes = alerts
      .filter(({ muted }) => muted === null)
      .map((alert) => envelopeOf(market, alert, this.environment.publicUrl));
    const waiting = await this.writes.run(async (manager) => {
      // Neither needs the other, and each turn of the event loop that is waited for is shared with all that a close brings.
      const [kept, sent] = await Promise.allSettled([
        insertAlerts(manager, market, alerts),
        this.outbox.enqueue(manager, envelopes, Date.now()),
      ]);
      // Both have ended before the transaction is taken back.
      if (kept.status === 'rejected') throw kept.reason;
      if (sent.status === 'rejected') throw sent.reason;
      return sent.value;
    }, 'urgent');
    if (waiting.length > 0) this.sender.offer(waiting);
  }

  /** Alerts, oldest first. */
  async page(
    where: { market?: string; symbol?: string; venue?: string; timeframe?: string },
    { offset, limit }: { offset: number; limit: number },
  ): Promise<Page<AlertDto>> {
    const [rows, total] = await this.alerts.findAndCount({
      where: where as FindOptionsWhere<AlertEntity>,
      order: { time: 'ASC', id: 'ASC' },
      skip: offset,
      take: limit,
    });
    return { items: rows.map(said), offset, total };
  }
}

const COLUMNS = [
  ...['market', 'type', 'venue', 'symbol', 'timeframe', 'time', 'knownAt', 'tier', 'severity', 'title'],
  ...['description', 'explanation', 'data', 'record', 'muted', 'rule', 'eventId'],
];
const LIST = COLUMNS.map((name) => `"${name}"`).join(', ');
const TUPLE = `(${COLUMNS.map(() => '?').join(', ')})`;
/** Rows of one insert: SQLite takes at most 32,766 parameters in a statement. */
const ROWS = 1_000;

/** Raw SQL: the repository takes longer over it than there is between a bar's close and what is to be said of it. */
async function insertAlerts(
  manager: EntityManager,
  market: string,
  alerts: readonly AlertDto[],
): Promise<void> {
  for (let k = 0; k < alerts.length; k += ROWS) {
    const rows = alerts.slice(k, k + ROWS);
    // What was said before a crash is not kept twice when it is said again.
    await manager.query(
      `INSERT INTO alerts (${LIST}) SELECT * FROM (VALUES ${rows.map(() => TUPLE).join(', ')}) AS said
       WHERE NOT EXISTS (SELECT 1 FROM alerts AS kept WHERE kept."eventId" = said.column${COLUMNS.length})`,
      rows.flatMap((alert) => valuesOf(market, alert)),
    );
  }
}

function valuesOf(market: string, alert: AlertDto): unknown[] {
  const { type, venue, symbol, timeframe, time, knownAt, tier, severity, title, description } = alert;
  const { explanation, data, record, muted } = alert;
  const rule = data?.rule === undefined ? null : String(data.rule);
  return [
    ...[market, type, venue, symbol, timeframe, time, knownAt, tier, severity, title, description],
    ...[json(explanation), json(data), json(record), muted, rule, eventId(market, alert)],
  ];
}

const json = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

/** An alert as it was said, without what was made of it afterwards. */
function said({
  id: _id,
  market: _market,
  acknowledgedAt: _at,
  note: _note,
  eventId: _event,
  rule: _rule,
  ...alert
}: AlertEntity): AlertDto {
  return alert as AlertDto;
}
