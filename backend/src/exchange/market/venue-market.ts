import { HindcastError, type Tape, type UtcMs } from '@hindcast/engine';
import { Instrument } from './instrument.ts';
import { Klines } from './klines.ts';
import { DayWindow } from './day-window.ts';
import { RecordedTrades } from './recorded-trades.ts';
import type { VenueTrade } from './trade.ts';

/** One contract with what is computed of it. */
export interface Listing {
  instrument: Instrument;
  klines: Klines;
  day: DayWindow;
}

export interface MarketDraft {
  /** The name that a person reads, and where it is from. */
  title: string;
  simulated: boolean;
  tapes: readonly Tape[];
  /** Recorded trades of binanceusdm, by contract id. */
  ticks?: ReadonlyMap<string, readonly VenueTrade[]>;
  seed: string | number;
}

/** The venues that can be served, by ccxt id. */
export const SERVED_VENUES = ['binanceusdm', 'bybit'] as const;
export type ServedVenue = (typeof SERVED_VENUES)[number];

/** Quote currencies of linear contracts, the longer words first. */
const QUOTES = ['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USD1'];

/** A recorded market: the contracts of each venue. What cannot be served is left out and said. */
export class VenueMarket {
  readonly title: string;
  readonly simulated: boolean;
  readonly from: UtcMs;
  readonly to: UtcMs;
  /** Sentences about what is not served, or made up. */
  readonly remarks: readonly string[];
  readonly #venues = new Map<string, Map<string, Listing>>();

  constructor({ title, simulated, tapes, ticks, seed }: MarketDraft) {
    this.title = title;
    this.simulated = simulated;
    const remarks: string[] = [];
    const byContract = new Map<string, Tape[]>();
    for (const tape of tapes) {
      const problem = refusal(tape);
      if (problem) remarks.push(problem);
      else group(byContract, `${tape.key.venue} ${tape.key.symbol}`).push(tape);
    }
    const trades = recordedTrades(ticks);
    for (const recorded of trades.values()) {
      group(byContract, `${recorded.tape.key.venue} ${recorded.tape.key.symbol}`);
    }
    for (const [contract, own] of byContract) {
      const [venue, symbol] = contract.split(' ');
      const instrument = new Instrument({ venue, symbol, tapes: own, ticks: trades.get(contract), seed });
      const klines = new Klines(instrument);
      const listing = { instrument, klines, day: new DayWindow(instrument, klines) };
      const venueListings = this.#venues.get(venue) ?? new Map<string, Listing>();
      this.#venues.set(venue, venueListings.set(instrument.id, listing));
      if (!instrument.trades.recorded && !instrument.tapeOf('takerBuyVolume')) {
        remarks.push(`${contract}: no taker side was recorded; that of its trades is made up.`);
      }
    }
    const all = this.listings();
    if (all.length === 0) throw nothingServed(title, remarks);
    this.from = Math.min(...all.map(({ instrument }) => instrument.tape.openTime[0]));
    this.to = Math.max(...all.map(({ instrument }) => instrument.to));
    this.remarks = remarks;
  }

  /** Ids of the venues that have a contract. */
  get venues(): ServedVenue[] {
    return SERVED_VENUES.filter((venue) => this.#venues.has(venue));
  }

  listings(venue?: string): Listing[] {
    if (venue !== undefined) return [...(this.#venues.get(venue)?.values() ?? [])];
    return [...this.#venues.values()].flatMap((own) => [...own.values()]);
  }

  /** A contract by the venue's own id, `BTCUSDT`. */
  find(venue: string, id: string): Listing | undefined {
    return this.#venues.get(venue)?.get(id);
  }
}

function group(byContract: Map<string, Tape[]>, contract: string): Tape[] {
  const own = byContract.get(contract) ?? [];
  byContract.set(contract, own);
  return own;
}

function refusal(tape: Tape): string | undefined {
  const { venue, symbol, timeframe } = tape.key;
  const lane = `${venue} ${symbol} ${timeframe}`;
  if (!(SERVED_VENUES as readonly string[]).includes(venue)) return `${lane}: this venue cannot be imitated.`;
  if (!/^[^/]+\/[^:]+:[^:-]+$/.test(symbol)) return `${lane}: only perpetual contracts are served.`;
  if (timeframe === '1s') return `${lane}: the venue has no klines of a second.`;
  return tape.columns.volume.some((value) => value === value)
    ? undefined
    : `${lane}: no volume was recorded, and a venue cannot publish bars without it.`;
}

function recordedTrades(ticks: MarketDraft['ticks']): Map<string, RecordedTrades> {
  const found = new Map<string, RecordedTrades>();
  for (const [id, trades] of ticks ?? []) {
    const quote = QUOTES.find((word) => id.endsWith(word) && id.length > word.length) ?? 'USDT';
    const symbol = `${id.slice(0, -quote.length)}/${quote}:${quote}`;
    found.set(`binanceusdm ${symbol}`, new RecordedTrades('binanceusdm', symbol, trades));
  }
  return found;
}

function nothingServed(title: string, remarks: readonly string[]): HindcastError {
  return new HindcastError(
    'EXCHANGE_NOTHING',
    `${title} has nothing that a recorded venue could serve.`,
    remarks[0] ?? 'Use a dataset with bars of binanceusdm or bybit.',
    { field: 'dataset' },
  );
}
