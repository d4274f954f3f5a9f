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

  /**
   * Keeps the signals of a bar and the alerts it gave, within the caller's transaction: with the bar itself, or not at
   * all. Signals seen before are replaced. The alerts are in the outbox of every webhook that wants them by then.
   */
  async put(
    manager: EntityManager,
    market: string,
    signals: readonly SignalRow[],
    alerts: readonly AlertDto[],
  ): Promise<void> {
    await manager.getRepository(SignalEntity).upsert(
      signals.map(({ row: _row, ...signal }) => ({ ...signal, market })),
      ['market', 'venue', 'symbol', 'timeframe', 'time', 'tier'],
    );
    // Copies: TypeORM writes the ids it gives into the objects it is handed.
    await manager.getRepository(AlertEntity).insert(
      alerts.map((alert) => ({
        ...{ ...alert, market, eventId: eventId(market, alert) },
        rule: alert.data?.rule === undefined ? null : String(alert.data.rule),
      })),
    );
    const envelopes = alerts
      .filter(({ muted }) => muted === null)
      .map((alert) => envelopeOf(market, alert, this.environment.publicUrl));
    const waiting = await this.outbox.enqueue(manager, envelopes, Date.now());
    // What the sender reads stands behind this transaction in the queue of the database.
    if (waiting > 0) this.sender.kick();
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
