import type { DecodedFrame, MetricsUpdate, ReplayOverview } from '@hindcast/engine/wire';

/** A bucket that nothing is known of yet is added for every row beyond the last one. */
function reserve(overview: ReplayOverview, bucket: number): void {
  while (overview.close.length <= bucket) {
    overview.high.push(null);
    overview.low.push(null);
    overview.close.push(null);
    overview.holes.push(0);
    for (const counts of overview.signals) counts.push(0);
  }
}

/**
 * Adds rows that were just played to a timeline's miniature, in place: so that playing does not ask for the
 * whole overview again. Rows before its end are in it already: in review mode all of them.
 */
export function extendMiniature(overview: ReplayOverview, frame: DecodedFrame): void {
  const high = frame.column('high');
  const low = frame.column('low');
  const close = frame.column('close');
  const tiers = frame.column('tiers');
  const first = Math.max(frame.from, overview.from, overview.to);
  for (let row = first; row < frame.to; row++) {
    const i = row - frame.from;
    const bucket = Math.floor((row - overview.from) / overview.bucketRows);
    reserve(overview, bucket);
    if (close && Number.isFinite(close[i])) {
      overview.high[bucket] = Math.max(overview.high[bucket] ?? -Infinity, high?.[i] ?? close[i]);
      overview.low[bucket] = Math.min(overview.low[bucket] ?? Infinity, low?.[i] ?? close[i]);
      overview.close[bucket] = close[i];
    } else overview.holes[bucket] = (overview.holes[bucket] ?? 0) + 1;
    const mask = tiers?.[i] ?? 0;
    for (let tier = 0; tier < overview.signals.length; tier++) {
      if ((mask >> tier) & 1) overview.signals[tier][bucket] = (overview.signals[tier][bucket] ?? 0) + 1;
    }
  }
  overview.to = Math.max(overview.to, frame.to);
}

/** Adds what detectors said and which trades closed in rows that were just played, of the frame's lane. */
export function extendMarks(
  overview: ReplayOverview,
  { venue, symbol }: Pick<DecodedFrame, 'venue' | 'symbol'>,
  { events, trades }: Pick<MetricsUpdate, 'events' | 'trades'>,
): void {
  const last = overview.events.at(-1)?.row ?? -1;
  for (const event of events) {
    const ours = event.venue === venue && event.symbol === symbol;
    if (ours && event.row > last) {
      overview.events.push({ row: event.row, type: event.type, severity: event.severity });
    }
  }
  const known = overview.trades.at(-1)?.id ?? -1;
  for (const trade of trades) {
    if (trade.venue !== venue || trade.symbol !== symbol || trade.id <= known) continue;
    const { id, side, entryRow, exitRow, netPnl } = trade;
    overview.trades.push({ id, side, entryRow, exitRow, netPnl });
  }
}
