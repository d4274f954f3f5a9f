import { alignOpen, timeframeMs, type BarInput, type Lane, type Tape, type UtcMs } from '@hindcast/engine';
import type { AlertDto } from '../alerts/alert.dto.ts';
import type { AlertDesks } from '../alerts/desk/alert-desks.ts';
import { Intake } from '../ingestion/live/intake.ts';
import { Announcer } from './announcer.ts';
import { Decider, type DecidedSlice, type LastWords } from './decider.ts';
import type { EpochOfSlice, SealedSlice } from './journal.ts';
import { LiveMarket, type LaneBar } from './live-market.ts';
import { PUBLISHED_KINDS, publishedAt } from './published.ts';
import { encodeChecks } from './slice-digest.ts';

/** Symbols whose past is gone through: code is compiled for all of them when it is for some. */
const SYMBOLS = 8;
/** Slices that are taken as live ones, a day of them at five minutes, and those before them that only fill windows. */
const SLICES = 288;
const PAST = 600;
/** It is gone through twice: what the first time met late, and had code made anew for, it meets compiled the second time. */
const PASSES = 2;
/** So long it goes on at most, for each lane and in all, ms; below the least it is not worth it. */
const MS_PER_LANE = 10;
const MOST_MS = 1_500;
const LEAST_MS = 150;
/** Nothing comes late here, ms. */
const NEVER_MS = 60_000;
/** Bars are read from the market in blocks of so many rows. */
const ROWS_AT_ONCE = 64;

/** How long a market of so many lanes rehearses, ms; 0: not at all, few lanes close quickly enough without. */
export function rehearsalMs(lanes: number): number {
  const ms = Math.min(MOST_MS, lanes * MS_PER_LANE);
  return ms < LEAST_MS ? 0 : ms;
}

export interface RehearsalParts {
  desks: AlertDesks;
  toastTier: number;
  /** Puts alerts into words as for receivers; keeps and sends none of them. */
  word: (alerts: readonly AlertDto[]) => void;
}

/**
 * Takes the last hours of a market's past once more, from venues' bars to alerts in words, through parts of their own of all
 * that a close goes through. The first closes after a start would else meet code that no compiler has seen yet, and that is
 * compiled while receivers wait. It reads the market, writes nothing, and tells nobody.
 *
 * @param mostMs it ends after so long, however far it is
 */
export async function rehearse(
  market: LiveMarket,
  parts: RehearsalParts,
  mostMs = rehearsalMs(market.plan.lanes.length),
): Promise<void> {
  if (mostMs === 0) return;
  for (let pass = 0; pass < PASSES; pass++) await new Rehearsal(market, parts).run(mostMs / PASSES);
}

/** The past, gone through once. */
class Rehearsal {
  readonly #market: LiveMarket;
  readonly #parts: RehearsalParts;
  readonly #lanes: readonly Lane[];
  readonly #intakes: ReadonlyMap<string, Intake>;
  readonly #announcer: Announcer;
  readonly #ms: number;
  #now: UtcMs = 0;
  #decider: Decider | undefined;
  #decided: () => void = () => undefined;
  #failed: (error: unknown) => void = () => undefined;

  constructor(market: LiveMarket, parts: RehearsalParts) {
    this.#market = market;
    this.#parts = parts;
    const { timeframes } = market.plan;
    this.#ms = timeframeMs(timeframes[0]);
    const { lanes } = market.views.get(timeframes[0])!;
    const symbols = new Set([...new Set(lanes.map(({ key }) => key.symbol))].slice(0, SYMBOLS));
    this.#lanes = lanes.filter(({ key }) => symbols.has(key.symbol));
    const venues = new Set(this.#lanes.map(({ key }) => key.venue));
    this.#intakes = new Map([...venues].map((venue) => [venue, this.#newIntake(venue, [...symbols])]));
    this.#announcer = new Announcer({
      journal: { tell: (_market, alerts) => this.#word(alerts), commit: this.#seal },
      desks: parts.desks,
      market: 'rehearsal',
      onSlice: () => this.#decided(),
      onTrouble: () => undefined,
    });
    this.#announcer.toastTier = parts.toastTier;
  }

  async run(mostMs: number): Promise<void> {
    const { plan, rows } = this.#market;
    const deadline = performance.now() + mostMs;
    const last = plan.firstOpen + rows * this.#ms;
    const longest = alignOpen(last - (PAST + SLICES) * this.#ms, plan.timeframes.at(-1)!);
    const firstOpen = Math.max(plan.firstOpen, longest);
    const firstLive = Math.max(firstOpen + this.#ms, last - SLICES * this.#ms);
    if (firstLive >= last) return;
    const lanes = this.#lanes.map(({ key: { venue, symbol } }) => ({ venue, symbol }));
    const capacity = (last - firstOpen) / this.#ms + 1;
    const market = await LiveMarket.warm(
      { ...plan, lanes, firstOpen, firstLive, capacity },
      this.#blocks(firstOpen, firstLive),
    );
    this.#announcer.follow(market, 0);
    this.#decider = this.#newDecider(firstLive);
    try {
      for (let open = firstLive; open < last && performance.now() < deadline; open += this.#ms) {
        await this.#slice(open);
      }
    } finally {
      this.#decider.stop();
      this.#announcer.close();
    }
  }

  /** Lets a slice close as it did. */
  async #slice(open: UtcMs): Promise<void> {
    this.#now = open + this.#ms;
    const decided = new Promise<void>((resolve, reject) => {
      this.#decided = resolve;
      this.#failed = reject;
    });
    const heard = this.#lanes.filter((lane, k) => this.#hear(lane, k, open));
    // A slice without a single bar is decided by the clock, which stands still here.
    if (heard.length === 0) this.#decider!.bar(0, { openTime: open }, 'part');
    await decided;
  }

  /** What the venue said of a bar: values that it publishes, a trade, and the closed bar. False where it had none. */
  #hear({ key: { venue, symbol }, tape }: Lane, k: number, openTime: UtcMs): boolean {
    const intake = this.#intakes.get(venue)!;
    const row = tape.rowOpeningAt(openTime);
    const { close, volume, trades: count } = tape.columns;
    if (!Number.isFinite(close[row])) {
      this.#decider!.absent(k, openTime);
      return false;
    }
    for (const kind of PUBLISHED_KINDS) {
      const values = publishedAt(tape, kind, row);
      if (values) intake.published({ symbol, kind, stamp: values.fundingTime ?? this.#now, values });
    }
    const trade = { price: close[row], amount: volume[row], count: count[row], takerBuys: true };
    intake.trade({ symbol, time: openTime, id: row, ...trade });
    intake.liquidation({ symbol, time: openTime, usd: 1, long: true });
    intake.kline({ symbol, bar: klineOf(tape, row), closed: true, sentAt: this.#now });
    return true;
  }

  #newIntake(venue: string, symbols: readonly string[]): Intake {
    const place = (symbol: string): number =>
      this.#lanes.findIndex(({ key }) => key.venue === venue && key.symbol === symbol);
    const intake = new Intake(symbols, this.#ms, {
      closed: (symbol, bar) => this.#decider?.bar(place(symbol), bar, 'kline'),
      series: ({ symbol, kind, stamp, values }) => this.#decider?.series(place(symbol), kind, stamp, values),
      alive: () => undefined,
    });
    intake.heardFrom('trades', 0);
    intake.heardFrom('liquidations', 0);
    return intake;
  }

  #newDecider(first: UtcMs): Decider {
    const clock = { speed: 1, now: () => this.#now };
    const said = <K extends keyof LastWords>(
      what: K,
      lane: number,
      open: UtcMs,
    ): ReturnType<LastWords[K]> => {
      const { venue, symbol } = this.#lanes[lane].key;
      return this.#intakes.get(venue)![what](symbol, open) as ReturnType<LastWords[K]>;
    };
    return new Decider({
      ...{ timeframe: this.#market.plan.timeframes[0], lanes: this.#lanes.length, clock, first },
      ...{ graceMs: NEVER_MS, settleMs: 0, askAfterMs: NEVER_MS },
      lastWords: {
        summed: (lane, open) => said('summed', lane, open),
        liquidated: (lane, open) => said('liquidated', lane, open),
      },
      onMissing: () => undefined,
      onSlice: (slice) => this.#announce(slice),
      onLate: () => undefined,
    });
  }

  /** It is asked by a timer: what goes wrong here ends the rehearsal, and not the process. */
  #announce(slice: DecidedSlice): void {
    try {
      this.#announcer.announce(slice);
      for (const intake of this.#intakes.values()) intake.decided(slice.openTime);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What is written down of a slice is made, and not written. */
  #seal = (
    _epoch: EpochOfSlice,
    _slice: unknown,
    sealed: () => SealedSlice,
    signals: () => unknown,
  ): Promise<void> => {
    signals();
    encodeChecks(sealed().seal.checks);
    return Promise.resolve();
  };

  #word(alerts: readonly AlertDto[]): Promise<void> {
    this.#parts.word(alerts);
    return Promise.resolve();
  }

  async *#blocks(from: UtcMs, to: UtcMs): AsyncGenerator<LaneBar[]> {
    for (let open = from; open < to; open += ROWS_AT_ONCE * this.#ms) {
      const end = Math.min(to, open + ROWS_AT_ONCE * this.#ms);
      yield this.#lanes.flatMap(({ key: { venue, symbol }, tape }) => {
        const bars: LaneBar[] = [];
        for (let at = open; at < end; at += this.#ms) {
          const row = tape.rowOpeningAt(at);
          const published = PUBLISHED_KINDS.map((kind) => publishedAt(tape, kind, row));
          bars.push({ venue, symbol, bar: Object.assign(klineOf(tape, row), ...published) as BarInput });
        }
        return bars;
      });
    }
  }
}

/** A bar as a venue's stream says it. */
function klineOf({ openTime, columns }: Tape, row: number): BarInput {
  return {
    openTime: openTime[row],
    open: columns.open[row],
    high: columns.high[row],
    low: columns.low[row],
    close: columns.close[row],
    volume: columns.volume[row],
    takerBuyVolume: columns.takerBuyVolume[row],
    quoteVolume: columns.quoteVolume[row],
    trades: columns.trades[row],
  };
}
