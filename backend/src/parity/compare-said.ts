import type { SignalRow } from '@hindcast/engine/wire';
import type { AlertDto } from '../alerts/alert.dto.ts';
import type { AlertEntity } from '../database/entities/alert.entity.ts';
import type { SignalEntity } from '../database/entities/signal.entity.ts';
import type { Said } from '../live/journal.ts';
import type { Divergence } from './compare-slice.ts';

type LiveSignal = Pick<SignalEntity, 'venue' | 'symbol' | 'timeframe' | 'time' | 'tier' | 'bias' | 'score'>;
type LiveAlert = Pick<
  AlertEntity,
  'type' | 'venue' | 'symbol' | 'timeframe' | 'time' | 'tier' | 'severity' | 'title' | 'description' | 'data'
>;

/** What was said live in a slice. */
export interface LiveSaid {
  signals: readonly LiveSignal[];
  alerts: readonly LiveAlert[];
}

/**
 * Compares what was said live with what the replay says. Alerts of tiers depend on a setting of that day: each that was
 * given has to be in the replay; the words of detectors have to be the same on both sides.
 */
export function compareSaid(live: LiveSaid, replayed: Said, bar: number, time: number): Divergence | null {
  const signals = firstMissing(live.signals, replayed.signals, signalKey);
  if (signals) return divergence('signal', signals, bar, time);
  // Rules of the user's own change from day to day: their alerts are no part of what the market says.
  const ofLive = live.alerts.filter(({ data }) => data?.rule === undefined).map(plain);
  const ofReplay = replayed.alerts.map(plain);
  const events = (alerts: readonly LiveAlert[]): LiveAlert[] =>
    alerts.filter(({ type }) => type !== 'SIGNAL');
  const given = firstMissing(ofLive, ofReplay, alertKey, 'live');
  const alert = given ?? firstMissing(events(ofLive), events(ofReplay), alertKey);
  return alert && divergence('alert', alert, bar, time);
}

interface Missing {
  side: 'live' | 'replay';
  key: string;
  timeframe: string;
  lane: string;
}

type Placed = { venue: string; symbol: string; timeframe: string };

/** The first item that only one side has; only those that live has and the replay lacks when `side` says so. */
function firstMissing<T extends Placed, U extends Placed>(
  live: readonly T[],
  replayed: readonly U[],
  key: (item: T | U) => string,
  only?: 'live',
): Missing | null {
  const missing = (items: readonly (T | U)[], others: readonly (T | U)[], side: Missing['side']) => {
    const there = new Set(others.map(key));
    const item = items.find((one) => !there.has(key(one)));
    if (!item) return null;
    const { venue, symbol, timeframe } = item;
    return { side, key: key(item), timeframe, lane: `${venue} ${symbol} ${timeframe}` };
  };
  return missing(live, replayed, 'live') ?? (only ? null : missing(replayed, live, 'replay'));
}

function divergence(
  kind: 'signal' | 'alert',
  { side, key, timeframe, lane }: Missing,
  bar: number,
  time: number,
): Divergence {
  const says =
    side === 'live'
      ? 'was said live, and the replay does not say it'
      : 'is said by the replay, and was not live';
  return {
    ...{ kind, time, bar, timeframe, lane, name: key },
    live: side === 'live' ? key : null,
    replayed: side === 'replay' ? key : null,
    sentence: `bar ${bar}: ${kind} ${key} ${says}.`,
  };
}

function signalKey({ venue, symbol, timeframe, time, tier, bias, score }: LiveSignal | SignalRow): string {
  return `tier ${tier} ${bias} ${score ?? 'none'} of ${venue} ${symbol} ${timeframe} at ${Number(time)}`;
}

function plain(alert: AlertDto | LiveAlert): LiveAlert {
  return { ...alert, time: Number(alert.time) };
}

function alertKey({
  type,
  venue,
  symbol,
  timeframe,
  time,
  tier,
  severity,
  title,
  description,
}: LiveAlert): string {
  const tierWord = tier === null ? '' : ` tier ${tier}`;
  // How loud a tier is, is a setting; detectors grade themselves.
  const loud = tier === null ? ` severity ${severity}` : '';
  return `${type}${tierWord}${loud} "${title}: ${description}" of ${venue} ${symbol} ${timeframe} at ${time}`;
}
