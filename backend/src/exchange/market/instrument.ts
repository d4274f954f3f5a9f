import { timeframeMs, type BarField, type Tape, type Timeframe, type UtcMs } from '@hindcast/engine';
import { seededRandom, type Random } from '@hindcast/engine/testing';
import { decimalsOf } from './decimal-text.ts';
import { fundingOf, type Settlement } from './funding.ts';
import { SyntheticTrades, type Decimals } from './synthetic-trades.ts';
import type { RecordedTrades } from './recorded-trades.ts';
import type { TradeSource } from './trade.ts';

export interface InstrumentParts {
  venue: string;
  /** As ccxt writes it, `BTC/USDT:USDT`. */
  symbol: string;
  /** Of this contract, one for each recorded timeframe. */
  tapes: readonly Tape[];
  /** Recorded trades, if there are any: the shortest bars are then theirs. */
  ticks?: RecordedTrades;
  seed: string | number;
}

/** One contract of a recorded venue: its bars, its trades and what was published about it. */
export class Instrument {
  readonly venue: string;
  readonly symbol: string;
  /** As the venue writes it, `BTCUSDT`. */
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly decimals: Decimals;
  /** The shortest bars: trades and forming candles are made of them. */
  readonly tape: Tape;
  readonly trades: TradeSource;
  /** The same as Binance's aggregate trades: of synthetic trades they are the trades. */
  readonly aggregates: TradeSource;
  readonly settlements: readonly Settlement[];
  readonly random: Random;
  /** Open of the first recorded bar of any timeframe. */
  readonly from: UtcMs;
  readonly #tapes = new Map<Timeframe, Tape>();
  readonly #byField = new Map<BarField, Tape | undefined>();

  constructor({ venue, symbol, tapes, ticks, seed }: InstrumentParts) {
    this.venue = venue;
    this.symbol = symbol;
    [this.base, this.quote] = symbol.split(/[/:]/);
    this.id = `${this.base}${this.quote}`;
    const sorted = [...tapes].sort((a, b) => a.timeframeMs - b.timeframeMs);
    for (const tape of sorted) this.#tapes.set(tape.key.timeframe, tape);
    this.tape = ticks?.tape ?? sorted[0];
    this.#tapes.set(this.tape.key.timeframe, this.tape);
    this.from = Math.min(...[...this.#tapes.values()].map((tape) => tape.openTime[0]));
    this.decimals = ticks?.decimals ?? decimalsOfTape(this.tape);
    this.random = seededRandom(seed).fork(venue).fork(symbol);
    this.trades = ticks ?? new SyntheticTrades(this.tape, this.decimals, this.random.fork('trades'));
    this.aggregates = ticks?.aggregates ?? this.trades;
    this.settlements = fundingOf(this.tapeOf('fundingRate'));
  }

  get step(): number {
    return this.tape.timeframeMs;
  }
  /** Close of the last bar of the shortest timeframe. */
  get to(): UtcMs {
    return this.tape.closeTime(this.tape.rows - 1);
  }

  /** The bars that were recorded with this length, if any were. */
  tapeAt(milliseconds: number): Tape | undefined {
    for (const [timeframe, tape] of this.#tapes) if (timeframeMs(timeframe) === milliseconds) return tape;
    return undefined;
  }

  /** The shortest bars that carry a field, if any do. */
  tapeOf(field: BarField): Tape | undefined {
    if (!this.#byField.has(field)) {
      const tapes = [...this.#tapes.values()].sort((a, b) => a.timeframeMs - b.timeframeMs);
      this.#byField.set(
        field,
        tapes.find((tape) => hasValue(tape.columns[field], tape.rows)),
      );
    }
    return this.#byField.get(field);
  }
}

function hasValue(column: Float64Array, rows: number): boolean {
  for (let i = 0; i < rows; i++) if (column[i] === column[i]) return true;
  return false;
}

function decimalsOfTape({ columns, rows }: Tape): Decimals {
  const prices = [columns.open, columns.high, columns.low, columns.close];
  const quantities = [columns.volume, columns.takerBuyVolume];
  const most = (all: Float64Array[]): number => Math.max(...all.map((column) => decimalsOf(column, rows)));
  return { price: most(prices), quantity: most(quantities) };
}
