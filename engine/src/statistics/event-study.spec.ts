import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { baseRate } from './base-rate.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { eventPaths } from './event-paths.ts';
import { eventStudy } from './event-study.ts';
import type { EventSet } from './events.ts';
import { forwardReturns, type Prices } from './forward-returns.ts';
import { hitOutcomes, returnOutcomes } from './outcomes.ts';
import { permutationTest } from './permutation.ts';

/** A random walk whose bars open where the last one closed. */
function market(seed: string, rows: number, drift: (i: number) => number = () => 0): Prices {
  const random = seededRandom(seed);
  const close = new Float64Array(rows);
  const open = new Float64Array(rows);
  let price = 100;
  for (let i = 0; i < rows; i++) {
    open[i] = price;
    price *= 1 + 0.01 * random.normal() + drift(i);
    close[i] = price;
  }
  const high = close.map((c, i) => 1.001 * Math.max(c, open[i]));
  const low = close.map((c, i) => 0.999 * Math.min(c, open[i]));
  return { open, high, low, close };
}

/** Events at random rows, in bursts: where one is, the next bar is likely to be one too. */
function randomEvents(seed: string, rows: number): EventSet {
  const random = seededRandom(seed);
  const at: number[] = [];
  const directions: number[] = [];
  let inBurst = false;
  for (let i = 0; i < rows; i++) {
    inBurst = random.next() < (inBurst ? 0.6 : 0.04);
    if (!inBurst) continue;
    at.push(i);
    directions.push(random.next() < 0.5 ? 1 : -1);
  }
  return { rows: at, directions };
}

describe('forwardReturns', () => {
  it('enters at the next open, leaves at the close, and knows nothing beyond the end or across a hole', () => {
    const prices = { open: [1, 2, 4, NaN, 10], close: [1, 3, 6, 8, 5] };
    // Row 0 over 2 bars: close[2]/open[1] − 1 = 2; row 1: close[3]/open[2] − 1 = 1; row 2: entry missing.
    expect([...forwardReturns(prices, 2)]).toEqual([2, 1, NaN, NaN, NaN]);
    expect([...forwardReturns(prices, 1)]).toEqual([0.5, 0.5, NaN, -0.5, NaN]);
  });
});

describe('baseRate', () => {
  it('gives the values worked out by hand, regime by regime', () => {
    // Returns; costs 0.1. Long hits: rows 0, 1, 4; short hits: 2, 5. Row 6 is unknown.
    const returns = [0.2, 0.3, -0.5, 0.05, 0.4, -0.2, NaN];
    const regimes = [0, 0, 0, 0, 1, 1, 1];
    const events = { rows: [1, 4, 5, 6], directions: [1, 1, -1, 1] };
    const base = baseRate(events, hitOutcomes(returns, 0.1), 1, regimes);
    // Long in regime 0: 2/4; long in regime 1: 1/2; short in regime 1: 1/2. Three known events: mean of 1/2, 1/2, 1/2.
    expect(base).toMatchObject({ rate: 0.5, eventMean: 1, events: 3, unknown: 1 });
    expect(base.excess.reduce((a, b) => a + b, 0)).toBeCloseTo(3 * (1 - 0.5), 14);
    expect([...base.taken]).toEqual([0, 1, 0, 0, 1, 1, 0]);
    const plain = baseRate(events, hitOutcomes(returns, 0.1), 1);
    // Without regimes: long 3/6 twice, short 2/6 once.
    expect(plain.rate).toBeCloseTo((0.5 + 0.5 + 1 / 3) / 3, 14);
    expect(baseRate({ rows: [], directions: [] }, hitOutcomes(returns, 0.1), 1).rate).toBeNaN();
  });

  it('says what excess events come to that mean nothing, for what they have seen, worked out by hand', () => {
    // 40 rows, a twentieth of which is looked back on: two. Only rows 8 and 9 came to 1, the event is on row 10.
    const long = Float64Array.from({ length: 40 }, (_, row) => (row === 8 || row === 9 ? 1 : 0));
    const outcomes = { long, short: long.map((value) => -value) };
    const base = baseRate({ rows: [10], directions: [1] }, outcomes, 6);
    expect(base).toMatchObject({ rate: 0.05, eventMean: 0 });
    // Mean 0.05. The event: (1 − 0.05) twice; all rows, a fortieth each: two rows lack at the end, 3 · 0.05. Of 40 rows.
    expect(base.meaningless).toBeCloseTo(-(1.9 - (3 * 0.05) / 40) / 40, 14);
    expect(base.excess.reduce((sum, value) => sum + value, 0)).toBeCloseTo(-0.05, 14);
    // Seen from row 30, rows 8 and 9 are rows like any other; so they are in a recording of fewer than 20 rows.
    expect(baseRate({ rows: [30], directions: [1] }, outcomes, 6).meaningless).toBeCloseTo(0, 2);
    const few = { long: long.subarray(0, 19), short: long.subarray(0, 19) };
    expect(baseRate({ rows: [10], directions: [1] }, few, 6).meaningless).toBeCloseTo(0, 14);
  });
});

describe('eventStudy', () => {
  const random = (): ReturnType<typeof seededRandom> => seededRandom('study');

  it('finds a planted edge, with the right sign and size', () => {
    const rows = Array.from({ length: 120 }, (_, k) => 10 + 40 * k);
    const planted = new Set(rows.flatMap((row) => [row + 1, row + 2, row + 3]));
    const prices = market('edge', 5000, (i) => (planted.has(i) ? 0.006 : 0));
    const study = eventStudy(
      prices,
      { rows, directions: rows.map(() => 1) },
      { random: random(), horizons: [3, 48] },
    );
    expect(study[0]).toMatchObject({ horizon: 3, events: 120, unknown: 0, effectiveEvents: 120 });
    expect(study[0].pValue).toBeLessThan(1e-4);
    expect(study[0].returnPValue).toBeLessThan(1e-6);
    expect(study[0].excess.low).toBeGreaterThan(0);
    expect(study[0].excessReturn.low).toBeLessThan(0.018);
    expect(study[0].excessReturn.high).toBeGreaterThan(0.015);
    // Overlapping at 48 bars: 40 of 48 bars are new with each event.
    expect(study[1].effectiveEvents).toBeCloseTo((119 * 40 + 48) / 48, 10);
  });

  it('does not take a rising market for skill: the base rate rises with it', () => {
    const prices = market('bull', 4000, () => 0.003);
    const events = randomEvents('bull', 4000);
    const long = { rows: events.rows, directions: Array.from(events.rows, () => 1) };
    const [study] = eventStudy(prices, long, { random: random(), horizons: [12] });
    expect(study.hitRate.low).toBeGreaterThan(0.6);
    expect(study.baseRate).toBeGreaterThan(0.7);
    expect(study.pValue).toBeGreaterThan(0.01);
    // Nor one that only fires in the regime that rises, when the regime is given.
    const mixed = market('mixed', 4000, (i) => (Math.floor(i / 200) % 2 === 0 ? 0.004 : -0.004));
    const regimes = Array.from({ length: 4000 }, (_, i) => Math.floor(i / 200) % 2);
    const inRegime = Array.from(events.rows).filter((row) => regimes[row] === 0);
    const selected = { rows: inRegime, directions: inRegime.map(() => 1) };
    const options = { random: random(), horizons: [6] };
    expect(eventStudy(mixed, selected, options)[0].pValue).toBeLessThan(0.01);
    expect(eventStudy(mixed, selected, { ...options, regimes })[0].pValue).toBeGreaterThan(0.01);
  });

  it('says what it does not know: few events, none, and the end of the data', () => {
    const prices = market('few', 100);
    const [few] = eventStudy(
      prices,
      { rows: [5, 99], directions: [1, -1] },
      { random: random(), horizons: [3] },
    );
    expect(few).toMatchObject({ events: 1, unknown: 1, pValue: NaN });
    expect(few.hitRate.estimate === 0 || few.hitRate.estimate === 1).toBe(true);
    const [none] = eventStudy(prices, { rows: [], directions: [] }, { random: random(), horizons: [3] });
    expect(none).toMatchObject({ events: 0, hits: 0, pValue: NaN, baseRate: NaN });
    expect(none.hitRate.estimate).toBeNaN();
    const refused =
      (rows: number[], directions: number[]): (() => unknown) =>
      () =>
        eventStudy(prices, { rows, directions }, { random: random() });
    expect(refused([5, 5], [1, 1])).toThrow(expect.objectContaining({ code: 'EVENTS_UNSORTED' }));
    expect(refused([100], [1])).toThrow(expect.objectContaining({ code: 'EVENT_OUTSIDE' }));
    expect(refused([5], [0])).toThrow(expect.objectContaining({ code: 'EVENT_DIRECTION' }));
  });

  it('gives the same numbers for one horizon whatever else is asked for', () => {
    const prices = market('same', 1500);
    const events = randomEvents('same', 1500);
    const [alone] = eventStudy(prices, events, { random: random(), horizons: [6], replicates: 100 });
    const together = eventStudy(prices, events, { random: random(), horizons: [1, 6], replicates: 100 });
    expect(together[1]).toEqual(alone);
  });
});

describe('a thousand signals of pure noise', () => {
  const ROWS = 1200;
  const prices = market('noise', ROWS);
  const pValues = Array.from({ length: 1000 }, (_, k) => {
    const events = randomEvents(`noise ${k}`, ROWS);
    const options = { random: seededRandom(k), horizons: [6], replicates: 150 };
    return eventStudy(prices, events, options)[0].pValue;
  });

  it('are called significant at the stated rate before correction', () => {
    const share = pValues.filter((p) => p < 0.05).length / 1000;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.07);
  });

  it('are hardly ever called significant after it', () => {
    expect(benjaminiHochberg(pValues, 0.05).discoveries).toBe(0);
    // In hundreds, as a person would test them: at most about one hundred in twenty holds a false discovery.
    const falsePositives = Array.from({ length: 10 }, (_, k) =>
      benjaminiHochberg(pValues.slice(100 * k, 100 * k + 100), 0.05),
    ).filter((control) => control.discoveries > 0);
    expect(falsePositives.length).toBeLessThanOrEqual(2);
  });
});

describe('permutationTest', () => {
  it('is uniform on noise and small for an edge, within regimes', () => {
    const prices = market('permute', 3000);
    const outcomes = hitOutcomes(forwardReturns(prices, 6), 0);
    let below = 0;
    for (let k = 0; k < 200; k++) {
      const test = permutationTest(randomEvents(`p ${k}`, 2990), outcomes, {
        random: seededRandom(k),
        replicates: 99,
      });
      if (test.pValue <= 0.1) below++;
    }
    expect(below / 200).toBeGreaterThan(0.04);
    expect(below / 200).toBeLessThan(0.17);
    const rows = Array.from({ length: 60 }, (_, k) => 20 + 40 * k);
    const planted = new Set(rows.map((row) => row + 1));
    const edge = market('permute edge', 3000, (i) => (planted.has(i) ? 0.01 : 0));
    const returns = returnOutcomes(forwardReturns(edge, 1), 0);
    const regimes = Array.from({ length: 3000 }, (_, i) => (i < 1500 ? 0 : 1));
    const events = { rows, directions: rows.map(() => 1) };
    const test = permutationTest(events, returns, { random: seededRandom(1), replicates: 999, regimes });
    expect(test.pValue).toBeLessThan(0.005);
    expect(test.expected).toBeLessThan(test.estimate / 2);
    expect(test.events).toBe(60);
    expect(
      permutationTest({ rows: [], directions: [] }, returns, { random: seededRandom(1) }).pValue,
    ).toBeNaN();
  });
});

describe('eventPaths', () => {
  it('gives the path worked out by hand', () => {
    const prices = {
      open: [9, 10, 11, 12],
      high: [9, 12, 13, 12],
      low: [9, 9, 10, 11],
      close: [9, 11, 12, 11],
    };
    const [long] = [eventPaths(prices, { rows: [0], directions: [1] }, 3)];
    // Entry at 10: closes +10 %, +20 %, +10 %; worst −10 %; best +20 %, +30 %.
    expect(long.map((s) => s.mean)).toEqual([0.1, 0.2, 0.1].map((v) => expect.closeTo(v, 14)));
    expect(long.map((s) => s.meanAdverse)).toEqual([-0.1, -0.1, -0.1].map((v) => expect.closeTo(v, 14)));
    expect(long.map((s) => s.meanFavourable)).toEqual([0.2, 0.3, 0.3].map((v) => expect.closeTo(v, 14)));
    const short = eventPaths(prices, { rows: [0], directions: [-1] }, 3);
    expect(short[2].meanAdverse).toBeCloseTo(-0.3, 14);
    expect(short[2].meanFavourable).toBeCloseTo(0.1, 14);
    // One event has no spread: no band is made up.
    expect(long[0].low).toBeNaN();
  });

  it('bands the mean: the truth lies inside at about the stated rate', () => {
    let inside = 0;
    for (let trial = 0; trial < 200; trial++) {
      const prices = market(`band ${trial}`, 600);
      const rows = Array.from({ length: 25 }, (_, k) => 10 + 20 * k);
      const step = eventPaths(prices, { rows, directions: rows.map((_, k) => (k % 2 ? 1 : -1)) }, 6)[5];
      if (step.low <= 0 && step.high >= 0) inside++;
    }
    expect(inside / 200).toBeGreaterThan(0.91);
  });

  it('bands it as widely where events come in bursts', () => {
    const bars = 24;
    let inside = 0;
    for (let trial = 0; trial < 120; trial++) {
      const prices = market(`bursts ${trial}`, 1_000);
      const random = seededRandom(`when ${trial}`);
      const rows: number[] = [];
      let burst = false;
      for (let row = 0; row < 970; row++) {
        burst = random.next() < (burst ? 0.9 : 0.01);
        if (burst) rows.push(row);
      }
      const step = eventPaths(prices, { rows, directions: rows.map(() => 1) }, bars)[bars - 1];
      if (step.low <= 0 && step.high >= 0) inside++;
    }
    // Stated 95 %; two and a half standard errors of 2 % less.
    expect(inside / 120).toBeGreaterThan(0.9);
  });

  it('leaves a hole out of the path and ends the excursions there', () => {
    const prices = {
      open: [1, 1, NaN, 1],
      high: [1, 2, NaN, 3],
      low: [1, 1, NaN, 1],
      close: [1, 1.5, NaN, 2],
    };
    const steps = eventPaths(prices, { rows: [0], directions: [1] }, 4);
    expect(steps.map((s) => s.events)).toEqual([1, 0, 1, 0]);
    expect(steps[2].mean).toBe(1);
    expect(steps[2].meanFavourable).toBeNaN();
  });
});
