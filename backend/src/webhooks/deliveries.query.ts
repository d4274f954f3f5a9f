import { ILike, IsNull, LessThan, MoreThanOrEqual, Raw, type FindOptionsWhere } from 'typeorm';
import type { WebhookDeliveryEntity } from '../database/entities/webhook-delivery.entity.ts';
import type { DeliveriesQuery } from './delivery.dto.ts';

/** Anywhere in a text, its own wildcards taken literally. */
export const within = (part: string) => ILike(`%${part.replace(/[%_]/g, '')}%`);

/** From a moment on, and before another. */
export function between(from: number | undefined, to: number | undefined) {
  if (from !== undefined && to !== undefined)
    return Raw((column) => `${column} >= :from AND ${column} < :to`, { from, to });
  if (from !== undefined) return MoreThanOrEqual(from);
  return to === undefined ? undefined : LessThan(to);
}

/** Deliveries that a query asks for. */
export function wantedDeliveries(query: DeliveriesQuery): FindOptionsWhere<WebhookDeliveryEntity> {
  const { state, target, event, type, symbol, status, minLatencyMs, answer, from, to } = query;
  return {
    state,
    targetId: target,
    eventId: event,
    eventType: type,
    symbol: symbol === undefined ? undefined : within(symbol),
    // Those that got no answer have no status.
    status: status === 0 ? IsNull() : status,
    latencyMs: minLatencyMs === undefined ? undefined : MoreThanOrEqual(minLatencyMs),
    answer: answer === undefined ? undefined : within(answer),
    createdAt: between(from, to),
  };
}
