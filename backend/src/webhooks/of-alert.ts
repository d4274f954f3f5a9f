import { createHash } from 'node:crypto';
import type { AlertDto } from '../alerts/alert.dto.ts';
import { openPath } from '../alerts/replay-link.ts';
import type { WebhookEnvelope } from './envelope.ts';

/**
 * The id of an alert's event: made of what the alert is about, so that the same alert, said again after a restart, is the
 * same event. Looks like a UUID (version 8, RFC 9562: made by the application's own rule).
 */
export function eventId(market: string, alert: AlertDto): string {
  const { type, venue, symbol, timeframe, time, tier, title, data } = alert;
  // Two rules may have one name.
  const rule = data?.rule === undefined ? [] : [data.rule];
  const text = JSON.stringify([market, type, venue, symbol, timeframe, time, tier, title, ...rule]);
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((parseInt(hex[16], 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/**
 * What receivers are told about an alert.
 *
 * @param publicUrl where a browser reaches this server: the link that opens the replay at the bar begins with it
 */
export function envelopeOf(market: string, alert: AlertDto, publicUrl: string): WebhookEnvelope {
  const { type, venue, symbol, timeframe, time, knownAt, tier, severity, title, description } = alert;
  const { explanation, data, record } = alert;
  const id = eventId(market, alert);
  return {
    ...{ id, event_type: type, timestamp: new Date(knownAt).toISOString() },
    ...{ symbol, severity, title, description },
    source: { product: 'hindcast', venue, timeframe, market },
    data: {
      ...data,
      ...(tier === null ? {} : { tier }),
      bar: new Date(time).toISOString(),
      ...(explanation === null ? {} : { explanation }),
      record,
      replay: new URL(openPath(id), publicUrl).href,
    },
  };
}
