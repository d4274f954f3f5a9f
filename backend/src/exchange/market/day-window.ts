import { DAY, lastAtOrBefore, type UtcMs } from '@hindcast/engine';
import { roundTo } from './decimal-text.ts';
import type { Instrument } from './instrument.ts';
import { openAt } from './intervals.ts';
import { isWhole } from './whole-bar.ts';
import type { Kline, Klines } from './klines.ts';

/** What a ticker says of the last 24 hours. */
export interface DayStatistics {
  openTime: UtcMs;
  open: number;
  high: number;
  low: number;
  last: number;
  lastQuantity: number;
  volume: number;
  quoteVolume: number;
  trades: number;
}

/** The rolling 24 hours of one instrument. The closed bars are added up once for each new bar. */
export class DayWindow {
  readonly #instrument: Instrument;
  readonly #klines: Klines;
  #row = -2;
  #closed: DayStatistics | undefined;

  constructor(instrument: Instrument, klines: Klines) {
    this.#instrument = instrument;
    this.#klines = klines;
  }

  /** Undefined before the first trade of the recording. */
  at(now: UtcMs): DayStatistics | undefined {
    const { tape, step } = this.#instrument;
    const row = lastAtOrBefore(tape.openTime, tape.rows, now - step);
    if (row !== this.#row) {
      this.#row = row;
      this.#closed = this.#sum(row);
    }
    const forming = this.#klines.at(step, openAt(now - 1, step), now);
    const whole = forming && !forming.closed ? extend(this.#closed, forming) : this.#closed;
    return whole && this.#tidy(whole);
  }

  #tidy(day: DayStatistics): DayStatistics {
    const { quantity, price } = this.#instrument.decimals;
    const volume = roundTo(day.volume, quantity);
    return { ...day, volume, quoteVolume: roundTo(day.quoteVolume, Math.min(8, price + quantity)) };
  }

  #sum(last: number): DayStatistics | undefined {
    const { tape, step } = this.#instrument;
    const { open, high, low, close, volume, quoteVolume, trades } = tape.columns;
    let day: DayStatistics | undefined;
    for (let i = Math.max(0, last + 1 - Math.round(DAY / step)); i <= last; i++) {
      if (!isWhole(tape, i)) continue;
      day ??= begin(tape.openTime[i], open[i]);
      day.high = Math.max(day.high, high[i]);
      day.low = Math.min(day.low, low[i]);
      day.last = close[i];
      day.volume += volume[i];
      day.quoteVolume += (Number.isNaN(quoteVolume[i]) ? volume[i] * close[i] : quoteVolume[i]) || 0;
      day.trades += trades[i] || 0;
    }
    return day;
  }
}

function begin(openTime: UtcMs, open: number): DayStatistics {
  return {
    ...{ openTime, open, high: -Infinity, low: Infinity, last: open, lastQuantity: 0 },
    ...{ volume: 0, quoteVolume: 0, trades: 0 },
  };
}

function extend(day: DayStatistics | undefined, forming: Kline): DayStatistics {
  const from = day ?? begin(forming.openTime, forming.open);
  return {
    ...from,
    high: Math.max(from.high, forming.high),
    low: Math.min(from.low, forming.low),
    last: forming.close,
    volume: from.volume + forming.volume,
    quoteVolume: from.quoteVolume + forming.quoteVolume,
    trades: from.trades + forming.trades,
  };
}
