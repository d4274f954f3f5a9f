import type { AlertNote, Tier } from '@hindcast/engine/wire';
import { eventId } from '../webhooks/of-alert.ts';
import type { AlertDto } from './alert.dto.ts';
import { openPath } from './replay-link.ts';

/** From this severity on an alert is loud whatever it is about. */
const LOUD = 4;
/** The tier that is announced with high priority and a sound (SPEC §4). */
const CONFLUENCE = 2;

/** An alert as pages announce it. */
export function noteOf(market: string, alert: AlertDto): AlertNote {
  const { type, venue, symbol, timeframe, time, knownAt, tier, severity, title, description } = alert;
  const { muted, record, data } = alert;
  const id = eventId(market, alert);
  const high = tier === CONFLUENCE || severity >= LOUD;
  return {
    ...{ eventId: id, type, venue, symbol, timeframe, time, knownAt, severity, title, description, muted },
    ...{ high, sound: high && muted === null, tier: tier as Tier | null },
    rule: data?.rule === undefined ? null : String(data.rule),
    record: recordOf(record),
    replay: openPath(id),
  };
}

function recordOf(record: AlertDto['record']): AlertNote['record'] {
  if (record === null) return null;
  const { estimate, low, high, times, horizon } = record;
  if (estimate === null || low === null || high === null) return null;
  return { estimate, low, high, times, horizon };
}
