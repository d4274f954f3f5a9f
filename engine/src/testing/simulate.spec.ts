import { beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { mean, sampleCorrelation, sampleStandardDeviation } from 'simple-statistics';
import { seededRandom } from '../numeric/random.ts';
import { BAR_FIELDS } from '../tape/fields.ts';
import type { Tape } from '../tape/tape.ts';
import { DEMO_SEED, demoSpec } from './demo-spec.ts';
import { marketStatistics } from './market-statistics.ts';
import { PLANTED_KINDS, type PlantedEvent, type PlantedKind } from './planted.ts';
import { simulateMarket, type SimulatedMarket } from './simulate.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const SOL = 'SOL/USDT:USDT';

let market: SimulatedMarket;
beforeAll(() => {
  market = simulateMarket(demoSpec(), seededRandom(DEMO_SEED));
}, 60_000);

const tape = (symbol: string, venue = 'binanceusdm'): Tape =>
  market.tapes.find(({ key }) => key.symbol === symbol && key.venue === venue)!;
const planted = (kind: PlantedKind, findable = true): PlantedEvent[] =>
  market.planted.filter((event) => event.kind === kind && event.findable === findable);

/** SPEC §3's z-score with simple-statistics: the previous `n` values, the current one excluded. */
function zScore(values: ArrayLike<number>, i: number, n: number): number {
  const window = Array.from({ length: n }, (_, k) => values[i - n + k]);
  return (values[i] - mean(window)) / sampleStandardDeviation(window);
}

const changes = (x: Float64Array): number[] =>
  Array.from(x, (value, i) => (i > 0 ? 100 * (value / x[i - 1] - 1) : NaN));
const logReturns = (x: Float64Array, from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, k) => Math.log(x[from + k] / x[from + k - 1]));

function digest(tapes: readonly Tape[]): string {
  const hash = sha256.create();
  for (const { columns } of tapes)
    for (const field of BAR_FIELDS) {
      const { buffer, byteOffset, byteLength } = columns[field];
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  return bytesToHex(hash.digest());
}

describe('the simulated market', () => {
  it('has the same bits for the same seed, on every machine', () => {
    const short = { ...demoSpec(), days: 3 };
    const bits = digest(simulateMarket(short, seededRandom('bits')).tapes);
    expect(digest(simulateMarket(short, seededRandom('bits')).tapes)).toBe(bits);
    expect(digest(simulateMarket(short, seededRandom('others')).tapes)).not.toBe(bits);
    // A golden value: if the generator changes on purpose, the demo dataset has to be generated anew as well.
    expect(bits).toBe('dba9c220cf0997a94903c769f2d4b6a784406762bf9805d535523fadae7ccde0');
  });

  it('refuses more than two venues', () => {
    const spec = demoSpec();
    const three = { ...spec, venues: [...spec.venues, spec.venues[0]] };
    expect(() => simulateMarket(three, seededRandom(1))).toThrow('cannot be simulated on 3 venues');
  });

  it('covers twelve weeks of three symbols on two venues, on one grid', () => {
    expect(market.tapes).toHaveLength(6);
    for (const { rows, openTime } of market.tapes) {
      expect(rows).toBe(84 * 288);
      expect(new Date(openTime[0]).toISOString()).toBe('2025-01-06T00:00:00.000Z');
    }
  });

  it('has consistent candles on the tick grid, and nothing that the guards reject', () => {
    for (const { columns, quality, key } of market.tapes) {
      expect(quality.rejected).toEqual({});
      const { open, high, low, close, volume, takerBuyVolume } = columns;
      const ticks = key.symbol === BTC ? 10 : 100;
      let wrong = 0;
      for (let i = 0; i < close.length; i++) {
        if (close[i] !== close[i]) continue;
        if (!(high[i] >= Math.max(open[i], close[i])) || !(low[i] <= Math.min(open[i], close[i]))) wrong++;
        if ([open, high, low, close].some((x) => x[i] !== Math.round(x[i] * ticks) / ticks)) wrong++;
        if (!(volume[i] > 0) || !(takerBuyVolume[i] >= 0) || !(takerBuyVolume[i] <= volume[i])) wrong++;
      }
      expect(wrong).toBe(0);
    }
  });

  it('settles funding every eight hours, and holds it between', () => {
    let wrong = 0;
    for (const { columns, openTime } of market.tapes) {
      const { fundingRate, fundingTime, close } = columns;
      for (let i = 1; i < openTime.length; i++) {
        if (close[i] !== close[i] || close[i - 1] !== close[i - 1]) continue;
        const due = Math.floor(openTime[i] / 28_800_000) * 28_800_000;
        const held = fundingTime[i] !== fundingTime[i - 1] || fundingRate[i] === fundingRate[i - 1];
        if (fundingTime[i] !== due || !held) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  it('misses what was planned to be missing, and what a venue does not publish', () => {
    expect(tape(BTC).quality.holes).toBe(0);
    expect(tape(SOL).quality.holes).toBe(2);
    expect(tape(ETH, 'bybit').quality.holes).toBe(7);
    expect(tape(SOL).columns.globalLongShort.filter(Number.isNaN)).toHaveLength(2 + 5);
    expect(tape(ETH).columns.openInterest.filter(Number.isNaN)).toHaveLength(3);
    expect(tape(ETH, 'bybit').columns.topLongShortPositions.every(Number.isNaN)).toBe(true);
  });
});

describe('its statistics', () => {
  // Bands around what recordings of Binance perpetuals show; see the README of datasets/demo.
  it.each([BTC, ETH, SOL])('lie in plausible bands: %s', (symbol) => {
    const s = marketStatistics(tape(symbol));
    const within = (value: number, low: number, high: number): void => {
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    };
    within(s.returnDeviation, 0.1, 0.35);
    within(s.returnKurtosis, 8, 80);
    within(s.returnAutocorrelation, -0.05, 0.05);
    within(s.sizeAutocorrelation1, 0.2, 0.5);
    within(s.sizeAutocorrelation12, 0.1, 0.4);
    within(s.sizeAutocorrelationDay, 0.08, 0.3);
    within(s.rangeOverMove, 1.8, 2.3);
    within(s.volumeDeviation, 0.6, 1.1);
    within(s.volumeWithMove, 0.35, 0.7);
    within(s.imbalanceDeviation, 15, 23);
    within(s.imbalanceWithReturn, 0.35, 0.6);
    within(s.interestDeviation, 0.08, 0.18);
    within(s.interestKurtosis, 30, 120);
    within(s.interestWithMove, 0.2, 0.5);
  });

  it('agree with simple-statistics', () => {
    const { close } = tape(BTC).columns;
    const returns = logReturns(close, 1, close.length);
    const s = marketStatistics(tape(BTC));
    expect(s.returnDeviation).toBeCloseTo(100 * sampleStandardDeviation(returns), 5);
    const sizes = returns.map(Math.abs);
    expect(s.sizeAutocorrelation12).toBeCloseTo(sampleCorrelation(sizes.slice(12), sizes.slice(0, -12)), 3);
  });

  it('correlate between symbols and between venues as recordings do', () => {
    const returns = (symbol: string, venue?: string): number[] =>
      logReturns(tape(symbol, venue).columns.close, 4000, 9000);
    expect(sampleCorrelation(returns(BTC), returns(ETH))).toBeGreaterThan(0.7);
    expect(sampleCorrelation(returns(BTC), returns(ETH))).toBeLessThan(0.85);
    expect(sampleCorrelation(returns(BTC), returns(BTC, 'bybit'))).toBeGreaterThan(0.97);
  });
});

describe('what is planted', () => {
  it('has every kind, sorted by time, inside the recording', () => {
    for (const kind of PLANTED_KINDS) expect(planted(kind).length).toBeGreaterThanOrEqual(8);
    const rows = market.planted.map(({ fromRow }) => fromRow);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    const { openTime } = tape(BTC);
    for (const { fromRow, toRow, fromTime, toTime } of market.planted) {
      expect(fromRow).toBeLessThanOrEqual(toRow);
      expect([openTime[fromRow], openTime[toRow]]).toEqual([fromTime, toTime]);
    }
  });

  it.each([
    [BTC, 'binanceusdm'],
    [ETH, 'bybit'],
  ])('anomalies pass oiZ 2.5, and nothing else does: %s %s', (symbol, venue) => {
    const rows = new Set(
      planted('anomaly').flatMap((e) => (e.symbol === symbol && e.venue === venue ? [e.fromRow] : [])),
    );
    const change = changes(tape(symbol, venue).columns.openInterest);
    const wrong: number[] = [];
    for (let i = 21; i < change.length; i++) {
      const z = zScore(change, i, 20);
      if (rows.has(i) !== z > 2.5) wrong.push(i);
    }
    expect(wrong).toEqual([]);
    expect(rows.size).toBeGreaterThan(200);
  });

  it('confluences and flows hold by SPEC §4', () => {
    for (const { symbol, venue, fromRow: i } of planted('confluence')) {
      const { globalLongShort, volume, takerBuyVolume } = tape(symbol, venue).columns;
      expect(globalLongShort[i]).toBeGreaterThan(2);
      expect(Math.abs(100 * ((2 * takerBuyVolume[i]) / volume[i] - 1))).toBeGreaterThan(3);
    }
    for (const { symbol, venue, fromRow: i } of planted('flow')) {
      const { close, volume, takerBuyVolume, openInterest } = tape(symbol, venue).columns;
      expect(Math.sign(2 * takerBuyVolume[i] - volume[i])).toBe(Math.sign(close[i] - close[i - 1]));
      expect(100 * (openInterest[i] / openInterest[i - 1] - 1)).toBeGreaterThan(1);
    }
  });

  it('cascades reach their severity within an hour, and the background stays below 500,000 USD', () => {
    const least = [0, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, Infinity];
    for (const { key, columns, rows } of market.tapes) {
      const { liquidatedLongUsd: long, liquidatedShortUsd: short } = columns;
      const hour = (i: number): number => {
        let sum = 0;
        for (let k = Math.max(0, i - 11); k <= i; k++) sum += (long[k] || 0) + (short[k] || 0);
        return sum;
      };
      const explained = new Uint8Array(rows);
      for (const event of planted('cascade')) {
        if (event.symbol !== key.symbol || event.venue !== key.venue) continue;
        explained.fill(1, event.fromRow, event.toRow + 1);
        let peak = 0;
        for (let i = event.fromRow; i <= event.toRow; i++) peak = Math.max(peak, hour(i));
        const severity = Number(event.detail.severity);
        expect(peak).toBeGreaterThanOrEqual(least[severity]);
        expect(peak).toBeLessThan(least[severity + 1]);
      }
      const loud = [...explained.keys()].filter((i) => !explained[i] && hour(i) >= 500_000);
      expect(loud).toEqual([]);
    }
  });

  it('severity 1 is planted too, and said to be impossible to find', () => {
    const low = planted('cascade', false);
    expect(low.length).toBeGreaterThan(5);
    for (const { detail } of low) expect(detail.severity).toBe(1);
  });

  it('funding extremes pass |Z| 2 or 3 against 90 settlements, and the others stay within 2', () => {
    for (const { key, columns } of market.tapes) {
      const settled = columns.fundingRate.filter((_, i) => i % 96 === 0);
      const events = planted('funding').filter((e) => e.symbol === key.symbol && e.venue === key.venue);
      expect(events.length).toBeGreaterThanOrEqual(4);
      const seen = new Set<number>();
      for (const { fromRow, detail } of events) {
        const size = Array.from({ length: Number(detail.settlements) }, (_, k) =>
          zScore(settled, fromRow / 96 + k, 90),
        );
        for (const k of size.keys()) seen.add(fromRow / 96 + k);
        expect(Math.min(...size.map(Math.abs))).toBeGreaterThanOrEqual(2);
        expect(Math.max(...size.map(Math.abs)) >= 3).toBe(detail.extreme);
        expect(size.every((z) => z > 0)).toBe(detail.side === 'high');
      }
      for (let k = 90; k < settled.length; k++)
        if (!seen.has(k)) expect(Math.abs(zScore(settled, k, 90))).toBeLessThan(2);
    }
  });

  it('volatility is in the planted regime a day and a half after each change', () => {
    const regimes = ['STABLE', 'HIGH_VOL', 'EXPLOSIVE', 'EXTREME'];
    const phases = demoSpec().phases.slice(1);
    for (const { symbol, venue, fromRow, toRow, detail } of planted('volatility')) {
      const { close } = tape(symbol, venue).columns;
      const daily = (row: number): number =>
        100 * Math.sqrt(288) * sampleStandardDeviation(logReturns(close, row - 287, row + 1));
      const regime = (row: number): number => [1, 5, 10].filter((least) => daily(row) >= least).length;
      const [from, to] = [regimes.indexOf(String(detail.from)), regimes.indexOf(String(detail.to))];
      const before = regime(fromRow - 1);
      const after = regime(toRow);
      // A change over several thresholds is planted once for each: all lie between where it began and where it ended.
      expect(Math.min(before, after)).toBeLessThanOrEqual(Math.min(from, to));
      expect(Math.max(before, after)).toBeGreaterThanOrEqual(Math.max(from, to));
      expect(phases.some(({ fromDay }) => fromDay * 288 === fromRow)).toBe(true);
    }
  });

  it('correlations fall by more than 0.4 below their 30-day mean', () => {
    for (const { symbol, toRow } of planted('correlation')) {
      const [a, b] = symbol.split('|').map((name) => tape(name).columns.close);
      const r = (row: number): number =>
        sampleCorrelation(logReturns(a, row - 287, row + 1), logReturns(b, row - 287, row + 1));
      const end = toRow - 300;
      const baseline = Array.from({ length: 30 }, (_, k) => r(end - 288 * (k + 1)));
      expect(mean(baseline) - r(end)).toBeGreaterThan(0.4);
    }
  });

  it('lags show in the cross-correlation', () => {
    for (const { symbol, fromRow, detail } of planted('leadLag')) {
      const [a, b] = symbol
        .split('|')
        .map((name) => logReturns(tape(name).columns.close, fromRow - 200, fromRow + 1));
      const at = (lag: number): number =>
        lag >= 0
          ? sampleCorrelation(a.slice(0, a.length - lag), b.slice(lag))
          : sampleCorrelation(a.slice(-lag), b.slice(0, b.length + lag));
      const lags = Array.from({ length: 25 }, (_, k) => k - 12);
      expect(lags.reduce((best, lag) => (at(lag) > at(best) ? lag : best))).toBe(detail.lag);
    }
  });

  it('a confluence of ETH foretells the price, one of SOL does not', () => {
    const forward = (symbol: string): number[] => {
      const { close } = tape(symbol).columns;
      const rows = new Map(
        planted('confluence').flatMap((e) => (e.symbol === symbol ? [[e.fromRow, e.detail.bias]] : [])),
      );
      // Only the first of a burst: overlapping outcomes are not independent.
      const starts = [...rows.keys()].filter(
        (row) => ![...rows.keys()].some((other) => other < row && row - other < 24),
      );
      return starts.map((row) => (rows.get(row) === 'long' ? 1 : -1) * (close[row + 24] / close[row] - 1));
    };
    const t = (x: number[]): number => (mean(x) / sampleStandardDeviation(x)) * Math.sqrt(x.length);
    expect(t(forward(ETH))).toBeGreaterThan(4);
    expect(Math.abs(t(forward(SOL)))).toBeLessThan(2.5);
    const hits = forward(ETH).filter((x) => x > 0.0012).length / forward(ETH).length;
    expect(hits).toBeGreaterThan(0.55);
  });
});
