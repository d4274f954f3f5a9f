import { describe, expect, it } from '@jest/globals';
import { Market } from '../market.ts';
import { seededRandom } from '../numeric/random.ts';
import { emptyColumns } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import type { Timeframe } from '../time.ts';
import { decayOf } from './decay.ts';
import { outcomesOf, REGIME_NOT_KNOWN, studyLanes } from './ground.ts';
import { splitEvents, SPLITS, type JudgedLane } from './groups.ts';
import { validate, type SubjectStudy } from './study.ts';
import type { Subject } from './subjects.ts';

/** Bars that rise by 0.1 % or fall by as much; high and low are where they open and close. */
function marketOf(timeframe: Timeframe, step: number, rows: number, rises: (row: number) => boolean): Market {
  const columns = emptyColumns(rows);
  const openTime = Float64Array.from({ length: rows }, (_, row) => Date.UTC(2024, 0, 1) + row * step);
  let price = 100;
  for (let row = 0; row < rows; row++) {
    columns.open[row] = price;
    price *= rises(row) ? 1.001 : 0.999;
    columns.close[row] = price;
    columns.high[row] = Math.max(price, columns.open[row]);
    columns.low[row] = Math.min(price, columns.open[row]);
    columns.volume[row] = 1;
  }
  const key = { venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe };
  const market = new Market([new Tape(key, openTime, columns)], { pairs: false });
  market.advance(rows);
  return market;
}

describe('an event is held against bars of its own regime', () => {
  // 800 rows of which 3 in 4 rise, then 800 of which 1 in 4 does: two regimes. The signal means nothing in either.
  const rows = 1_600;
  const random = seededRandom('two regimes');
  const market = marketOf('5m', 300_000, rows, (row) => random.next() < (row <= rows / 2 ? 0.75 : 0.25));
  const [at] = studyLanes(market, 'volatilityRegime');
  const regimes = Float64Array.from({ length: rows }, (_, row) => (row < rows / 2 ? 0 : 1));
  const at5 = Int32Array.from({ length: 300 }, (_, k) => 20 + 5 * k);
  const lane: JudgedLane = {
    at: { ...at, regimes },
    events: { rows: at5, directions: new Int8Array(300).fill(1), unsided: 0 },
    outcomes: outcomesOf(at.prices, 1, 0),
  };

  it('so that another mix of regimes is no decay of the signal', () => {
    const { changes, points } = decayOf([lane], 1);
    expect(changes).toEqual([]);
    expect(points[0].base).toBeCloseTo(0.75, 1);
    expect(points.at(-1)!.base).toBeCloseTo(0.25, 1);
  });

  it('in every split, and each split adds up to the same base', () => {
    const words = (regime: number): string => `regime ${regime}`;
    const { long } = lane.outcomes.hits;
    const shareOf = (regime: number): number => {
      const own = [...regimes.keys()].filter((row) => regimes[row] === regime && long[row] === long[row]);
      return own.reduce((sum, row) => sum + long[row], 0) / own.length;
    };
    const byRegime = splitEvents([lane], 'regime', 1, words);
    expect(byRegime.map(({ key, baseRate }) => [key, baseRate])).toEqual([
      ['regime 0', expect.closeTo(shareOf(0), 12)],
      ['regime 1', expect.closeTo(shareOf(1), 12)],
    ]);
    // Rows 20, 25, … 795 lie in regime 0: 156 of 300. The lane's own mean would be some 0.5 whatever the mix.
    const expected = (156 * shareOf(0) + 144 * shareOf(1)) / 300;
    for (const by of ['symbol', 'venue'] as const) {
      const [group] = splitEvents([lane], by, 1, words);
      expect(group).toMatchObject({ events: 300, baseRate: expect.closeTo(expected, 12) });
    }
    // All of them in one regime, on one symbol: its own rate and not the lane's.
    const early = { ...lane.events, rows: at5.subarray(0, 100), directions: new Int8Array(100).fill(1) };
    const [group] = splitEvents([{ ...lane, events: early }], 'symbol', 1, words);
    expect(group.baseRate).toBeCloseTo(shareOf(0), 12);
  });
});

describe('events whose regime is not known', () => {
  function study(market: Market, rows: number[]): SubjectStudy {
    const subject: Subject = {
      id: 'own',
      kind: 'expression',
      label: '',
      columns: [],
      rowsOf: () => rows,
    };
    const options = { random: seededRandom(1), costs: 0, horizons: [3], replicates: 50 };
    const steps = validate(market, [subject], { ...options, direction: 'long' });
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value.subjects[0];
    }
  }

  it('are all events on daily bars, and are judged', () => {
    const random = seededRandom('daily');
    const market = marketOf('1d', 86_400_000, 400, () => random.next() < 0.5);
    expect(new Set(studyLanes(market, 'volatilityRegime')[0].regimes)).toEqual(new Set([REGIME_NOT_KNOWN]));
    const found = study(
      market,
      Array.from({ length: 40 }, (_, k) => 5 + 9 * k),
    );
    expect(found.horizons[0]).toMatchObject({ events: 40, unknown: 0 });
    expect(found.horizons[0].pValue).toBeGreaterThan(0);
    expect(found.splits.regime).toMatchObject([{ key: 'not known', events: 40 }]);
  });

  it('count once everywhere: in the headline as in every split', () => {
    const random = seededRandom('first day');
    const market = marketOf('5m', 300_000, 1_500, () => random.next() < 0.5);
    // 57 of them on the first day, of which no volatility is known.
    const found = study(
      market,
      Array.from({ length: 290 }, (_, k) => 5 * k),
    );
    expect(found.horizons[0]).toMatchObject({ events: 290, unknown: 0 });
    for (const by of SPLITS.filter((split) => split !== 'score'))
      expect(found.splits[by].reduce((sum, { events }) => sum + events, 0)).toBe(290);
    expect(found.splits.regime.find(({ key }) => key === 'not known')!.events).toBeGreaterThan(50);
  });
});
