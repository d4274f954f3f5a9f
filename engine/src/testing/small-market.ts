import { exp } from '../numeric/exp.ts';
import { seededRandom, type Random } from '../numeric/random.ts';
import { BAR_FIELDS, emptyColumns, type BarColumns } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import { alignOpen, HOUR, timeframeMs, type Timeframe, type UtcMs } from '../time.ts';

export interface SmallMarketOptions {
  rows?: number;
  symbols?: readonly string[];
  venues?: readonly string[];
  timeframe?: Timeframe;
  /** Aligned down to the timeframe. */
  start?: UtcMs;
  /** Chance of a bar to be missing, and of a single value to be missing. */
  holes?: number;
}

/**
 * A small market for property tests: every field filled, every lane on one grid, made in a few milliseconds.
 *
 * It is *wild* rather than plausible: heavy tails, jumps of open interest, bars without volume, constant
 * stretches and holes come far more often than in any real market, so that a few hundred bars meet every branch. For a
 * plausible market with planted events see `simulateMarket`.
 *
 * @returns one tape per venue and symbol, venue by venue
 */
export function smallMarket(seed: string | number, options: SmallMarketOptions = {}): Tape[] {
  const symbols = options.symbols ?? ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT'];
  const venues = options.venues ?? ['binanceusdm', 'bybit'];
  const timeframe = options.timeframe ?? '5m';
  const rows = options.rows ?? 500;
  const holes = options.holes ?? 0.002;
  const random = seededRandom(seed);
  const ms = timeframeMs(timeframe);
  const first = alignOpen(options.start ?? 1_735_689_600_000, timeframe);
  const factor = Array.from({ length: rows }, () => heavy(random));
  return venues.flatMap((venue) =>
    symbols.map((symbol) => {
      const own = random.fork(`${venue} ${symbol}`);
      const openTime = new Float64Array(rows);
      for (let i = 0; i < rows; i++) openTime[i] = first + i * ms;
      const columns = emptyColumns(rows);
      fillPrices(columns, factor, own);
      fillFlows(columns, own);
      fillPositions(columns, own);
      fillFunding(columns, openTime, own);
      punchHoles(columns, holes, own);
      return new Tape({ venue, symbol, timeframe }, openTime, columns);
    }),
  );
}

/** Normal, with one draw in twenty six times as wide. */
const heavy = (random: Random): number => random.normal() * (random.next() < 0.05 ? 6 : 1);

const round = (x: number, step: number): number => Math.round(x / step) * step;

function fillPrices(columns: BarColumns, factor: readonly number[], random: Random): void {
  const { open, high, low, close } = columns;
  let price = 100 * exp(2 * random.normal());
  const tick = round(price * 1e-4, 1e-3) || 1e-3;
  let calm = 0;
  for (let i = 0; i < factor.length; i++) {
    // Now and then the price stands still for a while: σ = 0 in every window that fits.
    calm = calm > 0 ? calm - 1 : random.next() < 0.002 ? 10 + random.int(40) : 0;
    const move = calm > 0 ? 0 : 0.002 * (0.7 * factor[i] + 0.7 * heavy(random));
    const reach = calm > 0 ? 0 : 0.001 * price * Math.abs(random.normal());
    const next = Math.max(tick, round(price * exp(move), tick));
    open[i] = price;
    close[i] = next;
    high[i] = round(Math.max(price, next) + reach, tick);
    low[i] = Math.max(tick / 2, Math.min(round(Math.min(price, next) - reach, tick), price, next));
    high[i] = Math.max(high[i], price, next);
    price = next;
  }
}

function fillFlows(columns: BarColumns, random: Random): void {
  const { volume, takerBuyVolume, quoteVolume, trades, close, liquidatedLongUsd, liquidatedShortUsd } =
    columns;
  for (let i = 0; i < close.length; i++) {
    const idle = random.next() < 0.01;
    volume[i] = idle ? 0 : round(1_000 * exp(heavy(random)), 1e-3);
    takerBuyVolume[i] = Math.min(volume[i], round(volume[i] * random.next(), 1e-3));
    quoteVolume[i] = volume[i] * close[i];
    trades[i] = Math.ceil(volume[i] / 3);
    liquidatedLongUsd[i] = random.next() < 0.3 ? 20_000 * exp(1.5 * random.normal()) : 0;
    liquidatedShortUsd[i] = random.next() < 0.3 ? 20_000 * exp(1.5 * random.normal()) : 0;
  }
}

function fillPositions(columns: BarColumns, random: Random): void {
  const { openInterest, openInterestUsd, close, globalLongShort } = columns;
  const { topLongShortAccounts, topLongShortPositions, takerLongShort, volume, takerBuyVolume } = columns;
  let interest = 1e6 * exp(random.normal());
  let ratio = 0.9 + 1.6 * random.next();
  for (let i = 0; i < close.length; i++) {
    interest = round(interest * exp(0.0015 * heavy(random)), 1e-3);
    ratio *= exp(0.01 * heavy(random)) * (ratio > 3 ? 0.9 : ratio < 0.5 ? 1.1 : 1);
    openInterest[i] = interest;
    openInterestUsd[i] = interest * close[i];
    globalLongShort[i] = round(ratio, 1e-4);
    topLongShortAccounts[i] = round(ratio * exp(0.02 * random.normal()), 1e-4);
    topLongShortPositions[i] = round(ratio * exp(0.05 * random.normal()), 1e-4);
    const sold = volume[i] - takerBuyVolume[i];
    takerLongShort[i] = sold > 0 ? round(takerBuyVolume[i] / sold, 1e-4) : NaN;
  }
}

function fillFunding(columns: BarColumns, openTime: Float64Array, random: Random): void {
  let settled = -Infinity;
  let rate = NaN;
  for (let i = 0; i < openTime.length; i++) {
    const due = Math.floor(openTime[i] / (8 * HOUR)) * 8 * HOUR;
    if (due > settled) {
      settled = due;
      rate = round(0.0001 * heavy(random), 1e-8);
    }
    columns.fundingRate[i] = rate;
    columns.fundingTime[i] = settled;
    columns.fundingIntervalHours[i] = 8;
  }
}

/** Takes away whole bars and single values. */
function punchHoles(columns: BarColumns, chance: number, random: Random): void {
  for (let i = 1; i < columns.close.length; i++) {
    if (random.next() < chance) for (const field of BAR_FIELDS) columns[field][i] = NaN;
    if (random.next() < chance) columns[BAR_FIELDS[random.int(BAR_FIELDS.length)]][i] = NaN;
  }
}
