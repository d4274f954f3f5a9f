import { DAY, HOUR, MINUTE } from '@hindcast/engine';
import { INTERVALS } from '../market/intervals.ts';

/** The lengths of klines in Bybit's words. */
export const BYBIT_INTERVALS: Readonly<Record<string, number>> = {
  ...{ '1': INTERVALS['1m'], '3': INTERVALS['3m'], '5': INTERVALS['5m'], '15': INTERVALS['15m'] },
  ...{ '30': INTERVALS['30m'], '60': INTERVALS['1h'], '120': INTERVALS['2h'], '240': INTERVALS['4h'] },
  ...{ '360': INTERVALS['6h'], '720': INTERVALS['12h'], D: INTERVALS['1d'], W: INTERVALS['1w'] },
};

/** The periods of open interest and of the ratio. */
export const BYBIT_PERIODS: Readonly<Record<string, number>> = {
  ...{
    '5min': 5 * MINUTE,
    '15min': 15 * MINUTE,
    '30min': 30 * MINUTE,
    '1h': HOUR,
    '4h': 4 * HOUR,
    '1d': DAY,
  },
};
