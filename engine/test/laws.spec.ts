import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BAR_FIELDS,
  DEFAULT_CONFIG,
  firstDifference,
  KeyFrames,
  Market,
  marketRunner,
  restoreSnapshot,
  Tape,
  takeSnapshot,
  verifyNoLookAhead,
  type EngineConfig,
  type Timeframe,
  type VerifiedRun,
} from '../src/index.ts';
import { seededRandom } from '../src/numeric/random.ts';
import { smallMarket } from '../src/testing/index.ts';

/** Short windows, so that a few hundred rows warm up everything, 30-day baselines included. */
const QUICK: EngineConfig = {
  ...DEFAULT_CONFIG,
  metrics: { ...DEFAULT_CONFIG.metrics, zWindow: 7 },
  signals: { ...DEFAULT_CONFIG.signals, oiZ: 1, imbalancePct: 1, flowOiDeltaPct: 0.05, divergence: 1 },
  funding: { ...DEFAULT_CONFIG.funding, window: 4, persistence: 3, anomaly: 1, extreme: 1.5 },
  volatility: { ...DEFAULT_CONFIG.volatility, baselineDays: 2 },
  correlation: { ...DEFAULT_CONFIG.correlation, baselineDays: 2, sigma: 1 },
};

interface Spec {
  seed: number;
  rows: number;
  timeframe: Timeframe;
  venues: string[];
  symbols: string[];
  holes: number;
}
const market: fc.Arbitrary<Spec> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  rows: fc.integer({ min: 30, max: 400 }),
  timeframe: fc.constantFrom<Timeframe>('15m', '1h', '4h'),
  venues: fc.constantFrom(['binanceusdm'], ['binanceusdm', 'bybit']),
  symbols: fc.constantFrom(['BTC/USDT:USDT'], ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT']),
  holes: fc.constantFrom(0, 0.002, 0.02),
});

const tapesOf = ({ seed, ...options }: Spec): Tape[] => smallMarket(seed, options);

function outputs(of: Market): VerifiedRun {
  const lanes = of.lanes.flatMap((lane) => lane.columnNames().map((name) => lane.column(name)));
  const pairs = of.pairs.flatMap((pair) => Object.values(pair.columns));
  return { columns: [...lanes, ...pairs] };
}

function whole(tapes: Tape[]): Market {
  const run = new Market(tapes, { config: QUICK });
  run.advance(run.rows);
  return run;
}

describe('law 2: nothing from the future', () => {
  it('rows before a cut keep their bits when the tail is cut off or scrambled', () => {
    fc.assert(
      fc.property(market, (spec) => {
        const result = verifyNoLookAhead(tapesOf(spec), marketRunner({ config: QUICK }), {
          cuts: 3,
          random: seededRandom(spec.seed),
        });
        expect(result.leak).toBeNull();
        expect(result.compared).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });

  it('names the row and the column of a runner that looks one bar ahead', () => {
    const cheat = (tapes: readonly Tape[], rows: number): VerifiedRun => {
      const close = tapes[0].columns.close;
      const data = Float64Array.from({ length: rows }, (_, i) => close[Math.min(i + 1, rows - 1)]);
      return { columns: [{ name: 'tomorrow', data }] };
    };
    const tapes = smallMarket(1, { rows: 100, holes: 0 });
    const { leak } = verifyNoLookAhead(tapes, cheat, { cuts: 1, random: seededRandom(1) });
    expect(leak).toMatchObject({ kind: 'tail cut', column: 'tomorrow' });
    expect(leak?.row).toBe((leak?.cut ?? 0) - 1);
  });
});

describe('law 3: seek = play', () => {
  it('a state restored from a key frame and stepped forward goes on bit for bit', () => {
    fc.assert(
      fc.property(market, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (spec, jumps) => {
        const played = outputs(whole(tapesOf(spec)));
        const run = new Market(tapesOf(spec), { config: QUICK });
        const frames = new KeyFrames(run, 16);
        frames.advance(run.rows);
        for (const jump of jumps) {
          frames.seek(jump % (run.rows + 1));
          // What lies ahead is wiped, so that going on must compute it anew.
          for (const { data } of outputs(run).columns) data.fill(-12345, run.cursor);
          frames.advance(run.rows);
          expect(firstDifference(played, outputs(run), run.rows)).toBeNull();
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a snapshot restored into a fresh market goes on bit for bit', () => {
    fc.assert(
      fc.property(market, fc.nat(), (spec, at) => {
        const played = outputs(whole(tapesOf(spec)));
        const first = new Market(tapesOf(spec), { config: QUICK });
        const cut = at % (first.rows + 1);
        first.advance(cut);
        const second = new Market(tapesOf(spec), { config: QUICK });
        restoreSnapshot(second, takeSnapshot(first));
        second.advance(second.rows);
        const mine = outputs(second).columns.map(({ name, data }) => ({ name, data: data.subarray(cut) }));
        const theirs = played.columns.map(({ name, data }) => ({ name, data: data.subarray(cut) }));
        expect(firstDifference({ columns: theirs }, { columns: mine }, second.rows - cut)).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it('windowed metrics do not depend on where the tape began', () => {
    const windowed = [
      'oiDeltaPct',
      'oiZ',
      'priceZ',
      'volumeZ',
      'lsZ',
      'realizedVol',
      'oiPriceCorr',
      'quoteVolume24h',
    ];
    const more = [
      'cascadeTotalUsd',
      'cascadeSeverity',
      'zscore(close,20)',
      'sma(close,20)',
      'highest(high,10)',
    ];
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 150 }), (seed, start) => {
        const [tape] = smallMarket(seed, { rows: 400, timeframe: '1h', holes: 0 });
        const later = tape.slice(start, tape.rows);
        const [a, b] = [tape, later].map((one) => {
          const run = new Market([one], { config: QUICK, metrics: [...windowed, ...more] });
          run.advance(run.rows);
          return run.lanes[0];
        });
        const warm = start + 60;
        for (const name of [...windowed, ...more]) {
          const long = a.column(name).data;
          const short = b.column(name).data;
          for (let i = warm; i < tape.rows; i++) {
            if (!Object.is(long[i], short[i - start]))
              throw new Error(`${name} row ${i}: ${long[i]} / ${short[i - start]}`);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('batch = incremental', () => {
  it('blocks of any size, single rows and live slices give the same bits', () => {
    fc.assert(
      fc.property(market, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (spec, sizes) => {
        const played = outputs(whole(tapesOf(spec)));
        const blocks = new Market(tapesOf(spec), { config: QUICK });
        for (let k = 0; blocks.cursor < blocks.rows; k++) {
          blocks.advance(Math.min(blocks.rows, blocks.cursor + sizes[k % sizes.length]));
        }
        expect(firstDifference(played, outputs(blocks), blocks.rows)).toBeNull();
        const live = pushed(tapesOf(spec));
        expect(firstDifference(played, outputs(live), live.rows)).toBeNull();
      }),
      { numRuns: 30 },
    );
  });
});

/** The same bars through `push`, as they come in live: tapes that start empty and grow. */
function pushed(tapes: Tape[]): Market {
  const live = new Market(
    tapes.map((tape) => Tape.empty(tape.key, 4)),
    { config: QUICK },
  );
  for (let i = 0; i < tapes[0].rows; i++) {
    const openTime = tapes[0].openTime[i];
    const bars = tapes.map((tape) => {
      const values = BAR_FIELDS.map((field) => [field, tape.columns[field][i]] as const);
      return { openTime, ...Object.fromEntries(values) };
    });
    live.push(openTime, bars);
  }
  return live;
}

describe('law 4: missing is NaN', () => {
  it('every value is finite or NaN, and a hole gives NaN in what it feeds', () => {
    const fed: Record<string, string> = {
      oiDeltaPct: 'openInterest',
      oiZ: 'openInterest',
      lsZ: 'globalLongShort',
      returnPct: 'close',
      rsi: 'close',
      ema12: 'close',
      atr: 'high',
      obv: 'volume',
      cvdDelta: 'takerBuyVolume',
      cvd: 'takerBuyVolume',
      imbalancePct: 'volume',
      fundingZ: 'fundingRate',
      fundingAnomalyZ: 'fundingRate',
      cascadeTotalUsd: 'liquidatedLongUsd',
      weightedOi: 'openInterestUsd',
    };
    fc.assert(
      fc.property(market, (spec) => {
        const run = whole(tapesOf({ ...spec, venues: ['binanceusdm'], holes: 0.03 }));
        for (const { name, data } of outputs(run).columns) {
          for (let i = 0; i < run.rows; i++) {
            if (data[i] === Infinity || data[i] === -Infinity)
              throw new Error(`${name} row ${i}: ${data[i]}`);
          }
        }
        for (const lane of run.lanes) {
          for (const [metric, field] of Object.entries(fed)) {
            for (let i = 0; i < run.rows; i++) {
              if (Number.isNaN(lane.column(field).data[i])) expect(lane.column(metric).data[i]).toBeNaN();
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
