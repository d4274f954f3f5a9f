import { BARS_PER_DAY, type MarketSpec, type SymbolSpec, type VenueSpec } from './spec.ts';

const BTC: SymbolSpec = {
  symbol: 'BTC/USDT:USDT',
  startPrice: 61_250,
  ticksPerUnit: 10,
  lotsPerUnit: 1_000,
  volatility: { dead: 0.45, calm: 0.76, normal: 2.2, hot: 3.5, panic: 7.2, crash: 13 },
  trendBeta: 0.8,
  volumeUsd: 46_000_000,
  openInterestUsd: 11_000_000_000,
  tradeUsd: 5_200,
  longShort: 0.95,
  topPositions: 0.9,
  fundingMean: 0.00002,
  fundingDeviation: 0.000045,
  edge: null,
};

const ETH: SymbolSpec = {
  symbol: 'ETH/USDT:USDT',
  startPrice: 2_940,
  ticksPerUnit: 100,
  lotsPerUnit: 100,
  volatility: { dead: 0.68, calm: 1.4, normal: 3.1, hot: 6.7, panic: 13.5, crash: 17 },
  trendBeta: 1,
  volumeUsd: 30_000_000,
  openInterestUsd: 7_000_000_000,
  tradeUsd: 2_900,
  longShort: 2.25,
  topPositions: 1.28,
  fundingMean: 0.00002,
  fundingDeviation: 0.00005,
  edge: { bars: 24, share: 0.13 },
};

const SOL: SymbolSpec = {
  symbol: 'SOL/USDT:USDT',
  startPrice: 148,
  ticksPerUnit: 100,
  lotsPerUnit: 10,
  volatility: { dead: 0.72, calm: 1.5, normal: 3.5, hot: 7.1, panic: 14.5, crash: 18 },
  trendBeta: 1.2,
  volumeUsd: 7_500_000,
  openInterestUsd: 1_500_000_000,
  tradeUsd: 1_150,
  longShort: 2.2,
  topPositions: 1.15,
  fundingMean: 0,
  fundingDeviation: 0.00008,
  edge: null,
};

const BINANCE: VenueSpec = {
  venue: 'binanceusdm',
  volumeShare: 0.7,
  interestShare: 0.62,
  liquidationShare: 1,
  longShortScale: 1,
  publishesTopTraders: true,
  interestLag: 0,
  basisBps: 0,
};

const BYBIT: VenueSpec = {
  venue: 'bybit',
  volumeShare: 0.3,
  interestShare: 0.38,
  liquidationShare: 0.8,
  longShortScale: 1.2,
  publishesTopTraders: false,
  interestLag: 0.35,
  basisBps: 1.5,
};

/** Seed of the committed demo dataset. */
export const DEMO_SEED = 'hindcast demo 1';

/**
 * The demo market: twelve weeks from Monday 2025-01-06, so that detectors with a 30-day baseline have fifty-four days to
 * speak in. Dates and price levels are only there to look familiar: nothing of it ever happened.
 */
export function demoSpec(): MarketSpec {
  const eth = 'ETH/USDT:USDT';
  const sol = 'SOL/USDT:USDT';
  const btc = 'BTC/USDT:USDT';
  const day = (row: number): number => row / BARS_PER_DAY;
  return {
    start: 1_736_121_600_000,
    days: 84,
    symbols: [BTC, ETH, SOL],
    venues: [BINANCE, BYBIT],
    phases: [
      { fromDay: 0, phase: 'normal' },
      { fromDay: 6, phase: 'calm' },
      { fromDay: 11, phase: 'normal' },
      { fromDay: 16, phase: 'hot' },
      { fromDay: 19, phase: 'normal' },
      { fromDay: 24, phase: 'dead' },
      { fromDay: 27, phase: 'normal' },
      { fromDay: 38, phase: 'hot' },
      { fromDay: 40.5, phase: 'normal' },
      { fromDay: 47, phase: 'calm' },
      { fromDay: 51, phase: 'panic' },
      { fromDay: 53.5, phase: 'normal' },
      { fromDay: 62, phase: 'crash' },
      { fromDay: 63.5, phase: 'normal' },
      { fromDay: 70, phase: 'dead' },
      { fromDay: 73, phase: 'hot' },
      { fromDay: 76, phase: 'normal' },
    ],
    trends: [
      { fromDay: 29, toDay: 44, change: 0.3 },
      { fromDay: 50, toDay: 64, change: -0.4 },
    ],
    breaks: [
      { fromDay: 32.2, hours: 20, symbols: [sol], lag: 4 },
      { fromDay: 35.1, hours: 18, symbols: [eth], lag: 0 },
      { fromDay: 43.2, hours: 22, symbols: [eth, sol], lag: 6 },
      { fromDay: 57.1, hours: 22, symbols: [sol], lag: 0 },
      { fromDay: 66.3, hours: 24, symbols: [eth], lag: 8 },
      { fromDay: 79.4, hours: 22, symbols: [sol], lag: 3 },
    ],
    crowds: [
      { symbol: btc, fromDay: 21, days: 2, level: 2.3 },
      { symbol: btc, fromDay: 59, days: 2.5, level: 2.4 },
    ],
    holes: [
      { venue: 'bybit', symbol: null, fromDay: day(402), bars: 7, what: 'bars' },
      { venue: 'binanceusdm', symbol: sol, fromDay: day(24_030), bars: 2, what: 'bars' },
      { venue: 'binanceusdm', symbol: btc, fromDay: day(2_950), bars: 3, what: 'ratios' },
      { venue: 'binanceusdm', symbol: eth, fromDay: day(9_411), bars: 2, what: 'ratios' },
      { venue: 'binanceusdm', symbol: sol, fromDay: day(15_622), bars: 5, what: 'ratios' },
      { venue: 'bybit', symbol: sol, fromDay: day(18_777), bars: 12, what: 'ratios' },
      { venue: 'bybit', symbol: btc, fromDay: day(7_005), bars: 1, what: 'interest' },
      { venue: 'binanceusdm', symbol: eth, fromDay: day(21_312), bars: 3, what: 'interest' },
    ],
    shockEvery: 58,
    cascadeEveryHours: 22,
    fundingEvery: 14,
    correlation: 0.775,
    correlationSwing: 0.075,
  };
}
