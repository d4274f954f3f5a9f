import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SignalRow } from '@hindcast/engine/wire';
import type { EntityManager, FindOptionsWhere, Repository } from 'typeorm';
import { ENVIRONMENT } from '../config/config.module.ts';
import type { Environment } from '../config/environment.ts';
import { AlertEntity } from '../database/entities/alert.entity.ts';
import { SignalEntity } from '../database/entities/signal.entity.ts';
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
   * Keeps the alerts of a bar and puts them into the outbox of every webhook that wants them, both or neither, before
   * everything else that waits to be written; then has them sent. They do not wait for the bar itself, which has many more
   * rows: should the process end in between, the bar is fetched again, and what was said of it is said.
   */
  async tell(market: string, alerts: readonly AlertDto[]): Promise<void> {
    const envelopes = alerts
      .filter(({ muted }) => muted === null)
      .map((alert) => envelopeOf(market, alert, this.environment.publicUrl));
    const waiting = await this.outbox.tell(
      envelopes,
      alerts.map((alert) => valuesOf(market, alert)),
    );
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

/** An alert's columns in the order of the migration that made `alert_tellings`. */
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
