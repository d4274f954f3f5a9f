import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRule, RuleWatch } from '../alerts/index.ts';
import { DEFAULT_CONFIG, type EngineConfig } from '../config.ts';
import { KeyFrames } from '../key-frames.ts';
import { Market } from '../market.ts';
import { seededRandom } from '../numeric/random.ts';
import { restoreSnapshot, takeSnapshot } from '../snapshot.ts';
import { Universe } from '../universe.ts';
import { smallMarket } from '../testing/index.ts';
import { BAR_FIELDS, type BarInput } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import { firstDifference, marketRunner, verifyNoLookAhead, type VerifiedRun } from '../verify.ts';
import { parsePair } from './declared-pair.ts';
import { PAIR_COLUMNS } from './pair-columns.ts';

const ETH = 'ETH/USDT:USDT';
const BTC = 'BTC/USDT:USDT';
const METHODS = ['ols', 'huber', 'kalman'] as const;

/** Nothing but a few metrics, short windows: what is proven here is the pair. */
const configOf = (text: string): EngineConfig => ({ ...DEFAULT_CONFIG, pairs: { declared: [text] } });
const declared = (method: string): string =>
  `${ETH} ~ ${BTC} method=${method} window=16 zWindow=8 adfWindow=32 discount=0.97`;
const METRICS = ['returnPct', 'rsi'];
const optionsOf = (method: string) => ({ config: configOf(declared(method)), metrics: METRICS });
const tapesOf = (seed: number, rows = 220): Tape[] =>
  smallMarket(seed, {
    rows,
    symbols: [BTC, ETH],
    venues: ['binanceusdm', 'bybit'],
    timeframe: '5m',
    holes: 0.002,
  });

function outputs(market: Market): VerifiedRun {
  return {
    columns: market.lanes.flatMap((lane) =>
      lane.columnNames().map((name) => ({
        name: `${lane.key.venue} ${lane.key.symbol} ${name}`,
        data: lane.column(name).data,
      })),
    ),
  };
}

function whole(seed: number, method: string): Market {
  const market = new Market(tapesOf(seed), optionsOf(method));
  market.advance(market.rows);
  return market;
}

const barOf = (tape: Tape, row: number): BarInput => ({
  openTime: tape.openTime[row],
  ...Object.fromEntries(BAR_FIELDS.map((field) => [field, tape.columns[field][row]])),
});

const cases = fc.record({ seed: fc.integer({ min: 0, max: 1e6 }), method: fc.constantFrom(...METHODS) });

describe('a market with a declared pair', () => {
  it('has its columns on the lane of y of every venue with both legs, and nowhere else', () => {
    const market = whole(1, 'ols');
    for (const { key, has } of market.lanes.map((lane) => ({ key: lane.key, has: lane.has('pair.z') })))
      expect(has).toBe(key.symbol === ETH);
    const lane = market.lane('bybit', ETH)!;
    for (const { name } of PAIR_COLUMNS) expect(lane.columnNames()).toContain(`pair.${name}`);
    expect(
      lane
        .column('pair.z')
        .data.subarray(0, market.cursor)
        .some((z) => Number.isFinite(z)),
    ).toBe(true);
    // In logarithms the ratio of notionals is the slope itself.
    expect(lane.column('pair.hedge').data[100]).toBe(lane.column('pair.beta').data[100]);
  });

  it('knows nothing of the future', () => {
    fc.assert(
      fc.property(cases, ({ seed, method }) => {
        const result = verifyNoLookAhead(tapesOf(seed), marketRunner(optionsOf(method)), {
          cuts: 2,
          random: seededRandom(seed),
        });
        expect(result.leak).toBeNull();
      }),
      { numRuns: 12 },
    );
  });

  it('says the same in one go, in blocks of any size, and pushed bar by bar as live does', () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 8 }),
        ({ seed, method }, steps) => {
          const reference = outputs(whole(seed, method));
          const tapes = tapesOf(seed);
          const blocks = new Market(tapes, optionsOf(method));
          for (const step of [...steps, 1_000]) blocks.advance(Math.min(blocks.rows, blocks.cursor + step));
          expect(firstDifference(reference, outputs(blocks), blocks.rows)).toBeNull();
          const live = new Market(
            tapes.map((tape) => Tape.empty(tape.key, 8)),
            optionsOf(method),
          );
          for (let row = 0; row < 220; row++)
            live.push(
              tapes[0].openTime[row],
              tapes.map((tape) => barOf(tape, row)),
            );
          expect(firstDifference(reference, outputs(live), 220)).toBeNull();
        },
      ),
      { numRuns: 9 },
    );
  });

  it('seeks to what playing gives, and goes on from a snapshot, to the bit', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 219 }), ({ seed, method }, row) => {
        const reference = outputs(whole(seed, method));
        const market = new Market(tapesOf(seed), optionsOf(method));
        const frames = new KeyFrames(market, 32);
        frames.advance(220);
        frames.seek(row);
        market.advance(220);
        expect(firstDifference(reference, outputs(market), 220)).toBeNull();
        const early = new Market(tapesOf(seed), optionsOf(method));
        early.advance(row);
        const late = new Market(tapesOf(seed), optionsOf(method));
        restoreSnapshot(late, takeSnapshot(early));
        late.advance(220);
        const tail = (of: VerifiedRun): VerifiedRun => ({
          columns: of.columns.map(({ name, data }) => ({ name, data: data.slice(row) })),
        });
        expect(firstDifference(tail(reference), tail(outputs(late)), 220 - row)).toBeNull();
      }),
      { numRuns: 15 },
    );
  });

  it('is silent where a close is missing, and finite or missing everywhere', () => {
    const market = new Market(tapesOf(5), optionsOf('ols'));
    const [lane, other] = [market.lane('binanceusdm', ETH)!, market.lane('binanceusdm', BTC)!];
    other.tape.columns.close[100] = NaN;
    market.advance(market.rows);
    // The window of 16 rows that the hole is in has no line, and the z-score none for another 8.
    for (let row = 100; row <= 116; row++) expect(lane.column('pair.spread').data[row]).toBeNaN();
    for (const { name } of PAIR_COLUMNS)
      for (const value of lane.column(`pair.${name}`).data.subarray(0, market.cursor))
        expect(Number.isFinite(value) || Number.isNaN(value)).toBe(true);
  });

  it('gives its columns to expressions of the lane: at the bar, and over a window', () => {
    const market = new Market(tapesOf(7), optionsOf('ols'));
    const lane = market.lane('binanceusdm', ETH)!;
    lane.require('sma(pair.z,5)');
    market.advance(market.rows);
    const z = lane.column('pair.z').data.subarray(150, 155);
    const mean = z.reduce((sum, value) => sum + value, 0) / 5;
    expect(lane.column('sma(pair.z,5)').data[154]).toBeCloseTo(mean, 10);
  });

  it("is what a rule of one's own may ask for; a lane that is the dependent of no pair is silent", () => {
    const market = new Market(tapesOf(7), optionsOf('ols'));
    market.advance(market.rows);
    const rule = compileRule({ name: 'far', when: 'pair.z > 1' });
    const fired = (symbol: string): number[] => {
      const rows: number[] = [];
      new RuleWatch(market.lane('binanceusdm', symbol)!, rule).advance(market.rows, (row) => rows.push(row));
      return rows;
    };
    const z = market.lane('binanceusdm', ETH)!.column('pair.z').data;
    expect(fired(ETH).length).toBeGreaterThan(2);
    for (const row of fired(ETH)) expect(z[row]).toBeGreaterThan(1);
    expect(fired(BTC)).toEqual([]);
  });

  it('has it in every timeframe of a universe', () => {
    const universe = new Universe(tapesOf(9), ['15m'], optionsOf('kalman'));
    universe.advance(220);
    for (const market of universe.markets.values())
      expect(market.lane('bybit', ETH)!.has('pair.z')).toBe(true);
    const higher = universe.markets.get('15m')!.lane('bybit', ETH)!;
    expect(higher.column('pair.beta').data.subarray(0, higher.cursor).some(Number.isFinite)).toBe(true);
  });

  it('pairs one symbol with itself on another venue where the venues are named', () => {
    const config = configOf(`${BTC}@bybit ~ ${BTC}@binanceusdm window=16`);
    const market = new Market(tapesOf(3), { config, metrics: METRICS });
    expect(market.lanes.filter((lane) => lane.has('pair.z')).map(({ key }) => key.venue)).toEqual(['bybit']);
  });

  it('leaves out a pair whose legs it does not have, and computes nothing for it', () => {
    const market = new Market(tapesOf(3), { config: configOf('A/B ~ C/D'), metrics: METRICS });
    expect(market.declared).toHaveLength(0);
  });

  it('refuses a symbol that is y twice', () => {
    const config = {
      ...DEFAULT_CONFIG,
      pairs: { declared: [`${ETH} ~ ${BTC}`, `${ETH} ~ ${BTC} window=20`] },
    };
    expect(() => new Market(tapesOf(3), { config, metrics: METRICS })).toThrow(
      expect.objectContaining({ code: 'PAIR_DECLARED_TWICE' }),
    );
  });
});

describe('a declared pair', () => {
  it('is read with its settings; windows that are left out follow from the one that is given', () => {
    const { y, x, config } = parsePair(`${ETH}@bybit ~ ${BTC}@okx method=huber window=100 prices=close`);
    expect([y, x]).toEqual([
      { symbol: ETH, venue: 'bybit' },
      { symbol: BTC, venue: 'okx' },
    ]);
    expect(config).toMatchObject({
      method: 'huber',
      prices: 'close',
      window: 100,
      zWindow: 50,
      adfWindow: 200,
    });
  });

  it.each([
    ['', /does not name two legs/],
    [`${ETH} ${BTC}`, /does not name two legs/],
    [`${ETH} ~ ${ETH}`, /both legs are the same/],
    [`${ETH} ~ ${BTC} windw=5`, /no setting "windw". Did you mean "window"/],
    [`${ETH} ~ ${BTC} window=5`, /from 10 to 86400/],
    [`${ETH} ~ ${BTC} window=10.5`, /whole number/],
    [`${ETH} ~ ${BTC} window=`, /from 10 to 86400/],
    [`${ETH} ~ ${BTC} method=kalmann`, /one of ols, huber, kalman/],
    [`${ETH} ~ ${BTC} discount=2`, /from 0.5 to 1/],
    [`${ETH}@ ~ ${BTC}`, /is no symbol/],
  ])('is refused with a sentence: %s', (text, sentence) => {
    expect(() => parsePair(text)).toThrow(sentence);
  });
});
