import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, MoreThanOrEqual, Not, type FindOptionsWhere, type Repository } from 'typeorm';
import { HindcastError } from '@hindcast/engine';
import { AlertEntity } from '../../database/entities/alert.entity.ts';
import { WebhookDeliveryEntity } from '../../database/entities/webhook-delivery.entity.ts';
import { WriteQueue } from '../../database/write-queue.ts';
import type { Page } from '../../http/content-range.ts';
import { between, within } from '../../webhooks/deliveries.query.ts';
import { openPath } from '../replay-link.ts';
import type { Acknowledge, DeliveryCounts, HistoryQuery, KeptAlert } from './history.dto.ts';

/** Ids of one statement: SQLite takes at most 32,766 parameters. */
const AT_ONCE = 1_000;

/** What was said live, to be searched and acknowledged. */
@Injectable()
export class AlertHistory {
  constructor(
    @InjectRepository(AlertEntity) private readonly alerts: Repository<AlertEntity>,
    @InjectRepository(WebhookDeliveryEntity) private readonly deliveries: Repository<WebhookDeliveryEntity>,
    private readonly writes: WriteQueue,
  ) {}

  /** The newest first. */
  async page(query: HistoryQuery): Promise<Page<KeptAlert>> {
    const { offset, limit, text } = query;
    const wanted = wantedAlerts(query);
    const [rows, total] = await this.alerts.findAndCount({
      where:
        text === undefined
          ? wanted
          : [
              { ...wanted, title: within(text) },
              { ...wanted, description: within(text) },
            ],
      order: { knownAt: 'DESC', id: 'DESC' },
      skip: offset,
      take: limit,
    });
    return { items: await this.#shown(rows), offset, total };
  }

  /** One alert by the id that receivers get. Throws ALERT_UNKNOWN. */
  async one(eventId: string): Promise<KeptAlert> {
    const row = await this.alerts.findOne({ where: { eventId }, order: { id: 'DESC' } });
    if (row) return (await this.#shown([row]))[0];
    throw new HindcastError(
      'ALERT_UNKNOWN',
      `No alert ${eventId} is kept.`,
      'GET /api/alerts/history lists those that are; RETENTION_DAYS says how long.',
      { field: 'eventId' },
    );
  }

  /** Those of these ids that are kept. */
  byIds(ids: readonly number[]): Promise<AlertEntity[]> {
    return this.alerts.findBy({ id: In([...ids]) });
  }

  /** Somebody has seen them, or takes that back. @returns how many were changed */
  async acknowledge({ ids, acknowledged = true, note }: Acknowledge): Promise<number> {
    const change = {
      acknowledgedAt: acknowledged ? Date.now() : null,
      ...(note === undefined ? {} : { note }),
    };
    return this.writes.run(async (manager) => {
      let changed = 0;
      for (let k = 0; k < ids.length; k += AT_ONCE) {
        const result = await manager.update(AlertEntity, { id: In(ids.slice(k, k + AT_ONCE)) }, change);
        changed += result.affected ?? 0;
      }
      return changed;
    });
  }

  async #shown(rows: readonly AlertEntity[]): Promise<KeptAlert[]> {
    const counts = await this.#counts(rows.flatMap(({ eventId }) => eventId ?? []));
    return rows.map((row) => ({
      ...(row as Omit<KeptAlert, 'replay' | 'deliveries'>),
      replay: row.eventId === null ? null : openPath(row.eventId),
      deliveries: counts.get(row.eventId ?? '') ?? { pending: 0, delivered: 0, dead: 0 },
    }));
  }

  async #counts(eventIds: readonly string[]): Promise<Map<string, DeliveryCounts>> {
    const counts = new Map<string, DeliveryCounts>();
    for (let k = 0; k < eventIds.length; k += AT_ONCE) {
      const rows = await this.deliveries
        .createQueryBuilder('one')
        .select(['one.eventId AS event', 'one.state AS state', 'COUNT(*) AS n'])
        .where('one.eventId IN (:...ids)', { ids: eventIds.slice(k, k + AT_ONCE) })
        .groupBy('one.eventId')
        .addGroupBy('one.state')
        .getRawMany<{ event: string; state: keyof DeliveryCounts; n: number | string }>();
      for (const { event, state, n } of rows) {
        const own = counts.get(event) ?? { pending: 0, delivered: 0, dead: 0 };
        counts.set(event, { ...own, [state]: Number(n) });
      }
    }
    return counts;
  }
}

function wantedAlerts(query: HistoryQuery): FindOptionsWhere<AlertEntity> {
  const { from, to, market, venue, symbol, tf, type, tier, minSeverity, acknowledged, muted, rule } = query;
  const there = (asked: boolean | undefined) =>
    asked === undefined ? undefined : asked ? Not(IsNull()) : IsNull();
  return {
    ...{ market, venue, rule, timeframe: tf, knownAt: between(from, to) },
    symbol: symbol === undefined ? undefined : within(symbol),
    type: type && In(type),
    tier: tier && In(tier),
    severity: minSeverity === undefined ? undefined : MoreThanOrEqual(minSeverity),
    acknowledgedAt: there(acknowledged),
    muted: there(muted) as FindOptionsWhere<AlertEntity>['muted'],
  };
}
