import { describe, expect, it } from '@jest/globals';
import { Market } from '../market.ts';
import { seededRandom } from '../numeric/random.ts';
import { demoSpec, simulateMarket } from '../testing/index.ts';
import { Tape } from '../tape/tape.ts';
import { emptyColumns } from '../tape/fields.ts';
import { studyLanes } from './ground.ts';
import { monthOf } from './groups.ts';
import { validate, type Validation, type ValidationOptions } from './study.ts';
import { expressionSubject, knownSubjects, subjectsNamed, type Subject } from './subjects.ts';

function study(
  market: Market,
  subjects: readonly Subject[],
  options: Partial<ValidationOptions> = {},
): Validation {
  const steps = validate(market, subjects, {
    random: seededRandom(7),
    costs: 0,
    replicates: 300,
    ...options,
  });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A random walk of 5m bars with a little of everything, and a drift where one is asked for. */
function walk(seed: string, rows: number, drift: (row: number) => number = () => 0): Market {
  const random = seededRandom(seed);
  const columns = emptyColumns(rows);
  const openTime = new Float64Array(rows);
  let price = 100;
  for (let i = 0; i < rows; i++) {
    openTime[i] = 1_735_689_600_000 + i * 300_000;
    columns.open[i] = price;
    price *= 1 + 0.002 * random.normal() + drift(i);
    columns.close[i] = price;
    columns.high[i] = Math.max(price, columns.open[i]) * 1.0005;
    columns.low[i] = Math.min(price, columns.open[i]) * 0.9995;
    columns.volume[i] = 100;
    columns.takerBuyVolume[i] = 100 * random.next();
    columns.openInterest[i] = 1000 * (1 + 0.01 * random.normal());
    columns.globalLongShort[i] = 1.5 + random.next();
  }
  const market = new Market([
    new Tape({ venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe: '5m' }, openTime, columns),
  ]);
  market.advance(rows);
  return market;
}

/** A signal at bars that know nothing. */
function chance(name: string, rows: number): Subject {
  const random = seededRandom(name);
  const at: number[] = [];
  let burst = false;
  for (let row = 300; row < rows; row++) {
    burst = random.next() < (burst ? 0.5 : 0.03);
    if (burst) at.push(row);
  }
  return { id: name, kind: 'expression', label: name, columns: [], rowsOf: () => at };
}

describe('a thousand signals of pure noise', () => {
  it('are called more than luck no more often than the stated share, the ledger of the others counted', () => {
    const rows = 1_000;
    const market = walk('noise', rows);
    let called = 0;
    let found = 0;
    for (let batch = 0; batch < 10; batch++) {
      const subjects = Array.from({ length: 100 }, (_, k) => chance(`noise ${batch}.${k}`, rows));
      const result = study(market, subjects, { horizons: [3], replicates: 100, direction: 'long' });
      const own = result.subjects.filter(({ verdict }) => verdict.word === 'more than luck').length;
      called += own;
      if (own > 0) found++;
      expect(result.tests).toMatchObject({ earlier: 0, total: 200 });
    }
    // With nothing to find, every batch that finds anything is a false discovery: at 5 % one batch in twenty.
    expect(found).toBeLessThanOrEqual(2);
    expect(called).toBeLessThanOrEqual(3);
  });
});

describe('a hundred rare signals of pure noise', () => {
  it.each([5, 8])('with %p events each: luck that has no spread is still luck', (size) => {
    const rows = 1_000;
    const random = seededRandom(`rare ${size}`);
    const subjects = Array.from({ length: 100 }, (_, k): Subject => {
      const drawn = new Set<number>();
      while (drawn.size < size) drawn.add(300 + random.int(rows - 310));
      const at = [...drawn].sort((a, b) => a - b);
      return { id: `rare ${k}`, kind: 'expression', label: '', columns: [], rowsOf: () => at };
    });
    const options = { horizons: [3], replicates: 50, direction: 'long' as const };
    const result = study(walk('rare', rows), subjects, options);
    expect(result.subjects.filter(({ verdict }) => verdict.word === 'more than luck')).toEqual([]);
    // All of `size` hit: a chance of (base rate)^size, which goes into the ledger as well.
    const hits = result.pValues.filter(({ measure, pValue }) => measure === 'hit rate' && pValue === pValue);
    expect(hits.length).toBeGreaterThan(80);
    expect(Math.min(...hits.map(({ pValue }) => pValue))).toBeGreaterThan(0.4 ** size);
  });
});

describe('the planted market', () => {
  /** Six weeks of the demo market: ETH drifts after tier 2, SOL does not. */
  const spec = demoSpec();
  const short = { ...spec, days: 42 };
  const { tapes } = simulateMarket(short, seededRandom('validation'));
  const marketOf = (symbol: string): Market => {
    const market = new Market(
      tapes.filter(({ key }) => key.symbol.startsWith(symbol)),
      { pairs: false },
    );
    market.advance(market.rows);
    return market;
  };

  it('gives away a signal with a planted edge, and none where none is planted', () => {
    const subjects = subjectsNamed(['tier2']);
    const [eth] = study(marketOf('ETH'), subjects, { costs: 0.0012 }).subjects;
    expect(eth.events).toBeGreaterThan(50);
    expect(eth.verdict).toMatchObject({ word: 'more than luck' });
    expect(eth.verdict.sentence).toMatch(/^More than luck after correcting for 12 tries: /);
    const [sol] = study(marketOf('SOL'), subjects, { costs: 0.0012 }).subjects;
    expect(sol.events).toBeGreaterThan(50);
    expect(sol.verdict.word).toBe('cannot be told from luck');
  });
});

describe('validate', () => {
  it('says what is missing where something can never happen', () => {
    const market = walk('bare', 600);
    const [oi, funding, rsi] = study(
      market,
      ['oiZ > 1000', 'fundingZ > 2', 'rsi < 0'].map(expressionSubject),
    ).subjects;
    expect(oi.missing).toEqual(expect.not.arrayContaining(['oiZ']));
    expect(funding).toMatchObject({ events: 0, missing: ['fundingZ'] });
    expect(funding.verdict.sentence).toContain('No bar of this recording has a value of fundingZ');
    // It can be told, it only never is so; yet the recording lacks some things.
    expect(rsi.missing).toContain('fundingRate');
    expect(rsi.missing).not.toContain('close');
  });

  it('blames a detector that never speaks on what that detector reads', () => {
    // No funding, no liquidations; volatility is known from the closes alone and does not change its regime.
    const market = walk('bare', 600);
    const { subjects } = study(
      market,
      subjectsNamed(['FUNDING_ANOMALY', 'LIQUIDATION_CASCADE', 'VOLATILITY_REGIME']),
    );
    expect(subjects.map(({ events }) => events)).toEqual([0, 0, 0]);
    const [funding, cascade, volatility] = subjects.map(({ missing }) => missing);
    expect(funding).toEqual(['fundingAnomaly', 'fundingReversal']);
    expect(cascade).toEqual(['cascadeSeverity']);
    for (const stranger of ['cascadeSeverity', 'fundingAnomaly', 'fundingReversal'])
      expect(volatility).not.toContain(stranger);
  });

  const market = walk('study', 3_000, (row) => (row > 300 && row % 50 < 3 ? 0.002 : 0));
  const planted: Subject = {
    id: 'every 50 bars',
    kind: 'expression',
    label: 'the bar before the price drifts',
    columns: [],
    rowsOf: () => Array.from({ length: 53 }, (_, k) => 349 + 50 * k),
  };

  it('judges the twentieth try as the twentieth', () => {
    const options = { horizons: [3], direction: 'long' as const };
    const first = study(market, [planted], options).subjects[0].verdict;
    expect(first).toMatchObject({ word: 'more than luck', horizon: 3, tries: 2 });
    const later = study(market, [planted], { ...options, earlier: new Float64Array(38).fill(NaN) })
      .subjects[0].verdict;
    expect(later.tries).toBe(40);
    // Benjamini–Hochberg with 38 tries that found nothing: the smallest p-value counts twenty times as much.
    const again = later.pValue === first.pValue;
    expect(again).toBe(true);
    expect(later.adjustedP).toBeGreaterThan(10 * first.adjustedP);
  });

  it('splits the events into groups that add up, each against its own bars', () => {
    const [result] = study(market, [planted, chance('other', 3_000)], {
      horizons: [3, 6],
      direction: 'long',
    }).subjects;
    const { events } = result.horizons.find(({ horizon }) => horizon === result.verdict.horizon)!;
    for (const by of ['hour', 'symbol', 'venue', 'month'] as const) {
      expect(result.splits[by].reduce((sum, group) => sum + group.events, 0)).toBe(events);
    }
    expect(result.splits.month.map(({ key }) => key)).toEqual(['2025-01']);
    expect(result.splits.symbol[0]).toMatchObject({ key: 'BTC/USDT:USDT', events });
    expect(result.path).toHaveLength(6);
    expect(result.path[2].mean).toBeGreaterThan(result.path[0].mean);
    expect(result.decay.points.length).toBeGreaterThan(10);
  });

  it('puts tiers that are studied together into one curve per horizon', () => {
    const tier = (number: 1 | 3): Subject => ({
      ...chance(`tier ${number}`, 3_000),
      kind: 'tier',
      tier: number,
    });
    const options = { horizons: [3, 6], direction: 'long' as const, replicates: 50 };
    const { tiers, subjects } = study(market, [tier(3), planted, tier(1)], options);
    expect(tiers.map(({ horizon }) => horizon)).toEqual([3, 6]);
    for (const [k, { bins, trend }] of tiers.entries()) {
      expect(bins.map((bin) => bin.tier)).toEqual([1, 3]);
      const own = [subjects[2].horizons[k], subjects[0].horizons[k]];
      expect(bins.map(({ events, hitRate }) => [events, hitRate])).toEqual(
        own.map(({ events, hitRate }) => [events, hitRate]),
      );
      // Two tiers, two apart: half of what lies between them.
      const [low, high] = own.map(({ hitRate, baseRate }) => hitRate.estimate - baseRate);
      expect(trend.slope.estimate).toBeCloseTo((high - low) / 2, 10);
    }
    expect(study(market, [tier(1), planted], options).tiers).toEqual([]);
  });

  it('says how few events there are instead of judging them, and what has no side', () => {
    const rare = { ...planted, id: 'rare', rowsOf: () => [400, 900] };
    const result = study(market, [rare], { horizons: [3], direction: 'long' });
    expect(result.subjects[0].verdict).toMatchObject({
      word: 'too few events',
      sentence: 'Too few events to tell: 2 with a known outcome.',
    });
    expect(result.tests.here).toBe(0);
    const none = study(market, [expressionSubject('rsi > 1000')], { horizons: [3] }).subjects[0];
    expect(none).toMatchObject({ events: 0, verdict: { word: 'too few events' } });
  });

  it('says what to do where nothing that occurs has a side', () => {
    // Candles alone: no open interest and no ratio, and so no bias.
    const candles = walk('candles', 1200);
    const { openTime, columns, key } = candles.lanes[0].tape;
    const bare = { ...columns };
    for (const name of ['openInterest', 'globalLongShort', 'takerBuyVolume'] as const)
      bare[name] = new Float64Array(1200).fill(NaN);
    const market = new Market([new Tape(key, openTime, bare)]);
    market.advance(1200);
    const subject = { ...planted, id: 'spikes', rowsOf: () => [400, 500, 900] };
    const [first] = study(market, [subject], { horizons: [3] }).subjects;
    expect(first).toMatchObject({ events: 0, unsided: 3 });
    expect(first.verdict.sentence).toBe(
      'Too few events to tell: 0 with a known outcome. 3 occurrences have no side, on bars without a bias: the direction long or short counts them.',
    );
    const [long] = study(market, [subject], { horizons: [3], direction: 'long' }).subjects;
    expect(long).toMatchObject({ events: 3, unsided: 0 });
  });

  it('pools lanes without counting twice what they went through together', () => {
    const [lane] = market.lanes;
    const twice = new Market([
      lane.tape,
      new Tape({ ...lane.key, venue: 'okx' }, lane.tape.openTime, lane.tape.columns),
    ]);
    twice.advance(twice.rows);
    const options = { horizons: [3], direction: 'long' as const };
    const one = study(market, [planted], options).subjects[0].horizons[0];
    const both = study(twice, [planted], options).subjects[0].horizons[0];
    expect(both.events).toBe(2 * one.events);
    expect(both.effectiveEvents).toBe(one.effectiveEvents);
    expect(both.hitRate.estimate).toBeCloseTo(one.hitRate.estimate, 12);
    expect(both.pValue).toBeCloseTo(one.pValue, 9);
  });
});

describe('subjects', () => {
  it('are every tier, signal and detector event, once each', () => {
    const ids = knownSubjects().map(({ id }) => id);
    expect(ids).toEqual([
      ...['tier1', 'tier2', 'tier3', 'tier4', 'tier5', 'tier6', 'confluence', 'fundingReversal'],
      ...[
        'LIQUIDATION_CASCADE',
        'FUNDING_ANOMALY',
        'VOLATILITY_REGIME',
        'REGIME_CONFIRMED',
        'CORRELATION_BREAK',
      ],
    ]);
    expect(() => subjectsNamed(['tier7'])).toThrow(expect.objectContaining({ code: 'SUBJECT_UNKNOWN' }));
  });

  it('are any expression, at the bars where it is true, and point the way of the bar', () => {
    const market = walk('expression', 600);
    const [lane] = market.lanes;
    const rows = Array.from(expressionSubject('rsi < 45 and bias == long').rowsOf(market, lane));
    const rsi = lane.column('rsi').data;
    const bias = lane.column('bias').data;
    const wanted = Array.from({ length: 600 }, (_, row) => row).filter(
      (row) => rsi[row] < 45 && bias[row] === 1,
    );
    expect(rows).toEqual(wanted);
    expect(() => expressionSubject('rsi <')).toThrow(expect.objectContaining({ code: 'EXPRESSION_SYNTAX' }));
    expect(studyLanes(market, 'volatilityRegime')[0].prices.close).toHaveLength(600);
  });
});

describe('monthOf', () => {
  it('is the calendar month, also across leap days', () => {
    for (const [text, month] of [
      ['2024-02-29T23:59:59Z', '2024-02'],
      ['2024-03-01T00:00:00Z', '2024-03'],
      ['1999-12-31T12:00:00Z', '1999-12'],
      ['2025-01-01T00:00:00Z', '2025-01'],
    ])
      expect(monthOf(Date.parse(text))).toBe(month);
  });
});
