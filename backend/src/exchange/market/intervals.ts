import { alignOpen, DAY, HOUR, MINUTE, WEEK, type UtcMs } from '@hindcast/engine';

/** The lengths of klines, as Binance and ccxt write them. Months are left out: they have no length. */
export const INTERVALS: Readonly<Record<string, number>> = {
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '3d': 3 * DAY,
  '1w': WEEK,
};

/** Open of the kline that contains `time`. */
export function openAt(time: UtcMs, length: number): UtcMs {
  return length === WEEK ? alignOpen(time, '1w') : Math.floor(time / length) * length;
}
