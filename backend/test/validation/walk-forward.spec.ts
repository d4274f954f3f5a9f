import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DAY, HOUR, Tape, type BarInput } from '@hindcast/engine';
import { DEFAULT_COSTS } from '@hindcast/engine/simulation';
import { parseDimension, TrialRunner } from '@hindcast/engine/sweep';
import type { DatasetStore } from '../../src/datasets/index.ts';
import { TrialLedger } from '../../src/validation/trial-ledger.ts';
import {
  runWalkForward,
  type WalkForwardReport,
  type WalkForwardRequest,
} from '../../src/validation/walk-forward/walk-forward-run.ts';
import { smallStore, STRATEGY, type SmallStore } from './small-store.ts';

// Threads from sources compile what they load.
jest.setTimeout(180_000);

const MIDNIGHT = 1_735_689_600_000;
let small: SmallStore;
let store: DatasetStore;

beforeAll(async () => {
  small = await smallStore('walk');
  store = small.store;
});
afterAll(() => small.close());

const ask: WalkForwardRequest = {
  dataset: 'small',
  strategy: STRATEGY,
  dimensions: ['floorAt=35:50:5', 'hold=6,12'].map(parseDimension),
  minTrades: 2,
  trainDays: 5,
  testDays: 2,
  workers: 1,
};
const walk = (more: Partial<WalkForwardRequest> = {}): Promise<WalkForwardReport> =>
  runWalkForward(store, { ...ask, ...more });

describe('a walk-forward', () => {
  it('trades only what was not looked at, and is judged the same by one worker or two', async () => {
    const one = await walk();
    expect(await walk({ workers: 2 })).toEqual(one);
    expect(one.steps.length).toBeGreaterThanOrEqual(4);
    one.steps.forEach((step, k) => {
      expect(step.train.to).toBeLessThanOrEqual(step.test.from);
      if (k > 0) expect(step.test.from).toBe(one.steps[k - 1].test.to);
    });
    const last = one.equity.value.at(-1)!;
    const compounded = one.steps.reduce(
      (equity, { tested }) => equity * (1 + (tested?.returnPct ?? 0) / 100),
      10_000,
    );
    expect(last).toBeCloseTo(compounded, 4);
  });

  it('purges as many bars as any of its trials may hold a trade, not as many as the default one', async () => {
    const text = STRATEGY.text.replace('hold: 12', 'hold: 4') + 'maxHolding: 2 * hold\n';
    const strategy = { ...STRATEGY, text };
    const { plan, steps } = await walk({ strategy, dimensions: ['hold=6,30,12'].map(parseDimension) });
    // 2 · 30 bars of 5 minutes.
    expect(plan.purgeBars).toBe(60);
    for (const { train, test } of steps) expect(test.from - train.to).toBe(60 * 5 * 60_000);
    const spread = await walk({
      strategy,
      method: 'random',
      trials: 4,
      dimensions: [parseDimension('hold=5:20')],
    });
    expect(spread.plan.purgeBars).toBe(40);
    expect((await walk({ strategy, dimensions: [parseDimension('floorAt=35,40')] })).plan.purgeBars).toBe(8);
  });

  it('goes over what is traded, and not over what another venue has before and after it', async () => {
    // Ten days of hourly bars on one venue, days 4 to 9 of them on the other: two of training and three tests of one day.
    const lane = (venue: string, first: number, days: number): Tape => {
      const bars = Array.from({ length: 24 * days }, (_, k): BarInput => {
        const close = 100 + (k % 5);
        return {
          openTime: MIDNIGHT + first * DAY + k * HOUR,
          open: 100,
          high: 105,
          low: 99,
          close,
          volume: 1,
        };
      });
      return Tape.fromBars({ venue, symbol: 'BTC/USDT:USDT', timeframe: '1h' }, bars);
    };
    const tapes = [lane('binanceusdm', 0, 10), lane('bybit', 4, 5)];
    await store.write({ name: 'late', origin: 'made here', licence: 'none', simulated: true }, tapes);
    const plan = { trainDays: 2, testDays: 1, purgeBars: 3 };
    const { steps, equity } = await walk({ dataset: 'late', venue: 'bybit', ...plan });
    const day = (time: number): number => (time - MIDNIGHT) / DAY;
    expect(steps.map(({ train, test }) => [train.from, train.to, test.from, test.to].map(day))).toEqual(
      [4, 5, 6].map((from) => [from, from + 2 - 3 / 24, from + 2, from + 3]),
    );
    expect(equity.time.map(day)).toEqual([7, 8, 9]);
    const anchored = await walk({ dataset: 'late', venue: 'bybit', mode: 'anchored', ...plan });
    expect(anchored.steps.map(({ train }) => day(train.from))).toEqual([4, 4, 4]);
    await expect(walk({ dataset: 'late', venue: 'bybit', trainDays: 5, testDays: 1 })).rejects.toMatchObject({
      code: 'WALK_FORWARD_PLAN',
    });
  });

  it('puts its trades in another order, each as large as the equity was that it was traded with', async () => {
    const { monteCarlo, equity, outOfSample } = await walk({ trainDays: 3 });
    const { trades, shuffled } = monteCarlo!;
    expect(outOfSample.trades).toBeGreaterThan(20);
    // In whatever order, all of the trades together are what the equity has gained, and the days are as well.
    const end = equity.value.at(-1)!;
    for (const { actual, endEquity } of [trades!, shuffled])
      for (const value of [actual.endEquity, endEquity.p5, endEquity.p95]) expect(value).toBeCloseTo(end, 6);
    expect(trades!.maxDrawdown.p95).toBeGreaterThan(trades!.maxDrawdown.p5);
    expect((await walk({ trainDays: 3, minTrades: 100_000 })).monteCarlo).toMatchObject({ trades: null });
  });

  it('tells how far it is inside a training, whose grid is asked for all at once', async () => {
    const told: number[] = [];
    const { steps } = await runWalkForward(store, ask, { onProgress: (done) => told.push(done) });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    // Eight trials of 4 × 2 values in each training.
    expect(told.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((k) => k / 8));
    expect(told.at(-1)).toBe(steps.length);
  });

  it('refuses a stretch that is no bar in words of days', async () => {
    await expect(walk({ testDays: 0.001 })).rejects.toMatchObject({
      code: 'WALK_FORWARD_PLAN',
      message: '0.001 days of test are not a single bar: a day has 288.',
    });
    await expect(walk({ trainDays: 1e308 })).rejects.toMatchObject({
      message: '1e+308 days of training are more bars than can be counted.',
    });
  });

  it('is one try, with its defaults spelt out or left out; another plan is another one', async () => {
    const { dataset } = await walk({ minTrades: undefined });
    const ledger = TrialLedger.beside(store.folders);
    const before = await ledger.read(dataset.digest);
    const spelt = await walk({
      minTrades: 20,
      dimensions: ['floorAt=35,40,45,50', 'hold=6:12:6'].map(parseDimension),
      method: 'grid',
      objective: 'sharpe',
      mode: 'rolling',
      purgeBars: 48,
      embargoBars: 0,
      seed: '1',
      equity: 10_000,
      costs: { ...DEFAULT_COSTS },
      timeframe: '5m',
      venue: 'bybit',
      symbols: ['BTC/USDT:USDT'],
    });
    expect(await ledger.read(dataset.digest)).toEqual(before);
    expect(spelt.outOfSample).toEqual((await walk({ minTrades: undefined, seed: 1 })).outOfSample);
    await walk({ testDays: 1 });
    expect(await ledger.read(dataset.digest)).toHaveLength(before.length + 1);
  });

  it('is refused what a sweep is refused: nothing to search, a name twice, a value that cannot be', async () => {
    const vary = (...text: string[]): Promise<WalkForwardReport> =>
      walk({ dimensions: text.map(parseDimension) });
    await expect(vary()).rejects.toMatchObject({ code: 'SWEEP_RANGE', place: { field: 'dimensions' } });
    await expect(vary('hold=4', 'hold=40')).rejects.toMatchObject({ code: 'SWEEP_RANGE' });
    await expect(vary('metrics.zWindow=-5,20')).rejects.toMatchObject({ code: 'SWEEP_RANGE' });
    await expect(vary('flor=1,2')).rejects.toMatchObject({ code: 'SWEEP_NAME' });
  });

  it('shows nothing that the pipeline does not come to as well, over the same rows', async () => {
    const real = TrialRunner.prototype.run;
    // A shortcut that is a cent off over the tests alone, which are shorter than the trainings.
    const off = jest.spyOn(TrialRunner.prototype, 'run').mockImplementation(function (
      this: TrialRunner,
      values,
      window,
    ) {
      const outcome = real.call(this, values, window);
      return window && window.to - window.from <= 2 * 288
        ? { ...outcome, finalEquity: outcome.finalEquity + 0.01 }
        : outcome;
    });
    await expect(walk()).rejects.toMatchObject({
      code: 'SWEEP_DISAGREES',
      message: expect.stringMatching(/bar by bar over rows 1440 to 2015\.$/),
    });
    off.mockRestore();
  });

  it('has one return for each UTC day, though its windows begin at noon', async () => {
    const noon = await smallStore('noon', { start: MIDNIGHT + 12 * HOUR });
    try {
      const { equity, steps, outOfSample } = await runWalkForward(noon.store, { ...ask, testDays: 1 });
      // 4,000 bars of 5m are 13 d 21 h 20 min: tests from the noon of day 5 to 9:20 of day 14, nine of them.
      expect(steps).toHaveLength(9);
      const midnights = Array.from({ length: 9 }, (_, k) => MIDNIGHT + (6 + k) * DAY);
      expect(equity.time).toEqual([...midnights, MIDNIGHT + 14 * DAY + 9 * HOUR + 20 * 60_000]);
      expect(equity.value.at(-1)! / 10_000 - 1).toBeCloseTo(outOfSample.returnPct / 100, 12);
      // A walk that never finds anything to trade has as many days.
      const none = await runWalkForward(noon.store, { ...ask, testDays: 1, minTrades: 100_000 });
      expect(none.equity.time).toEqual(equity.time);
      expect(new Set(none.equity.value)).toEqual(new Set([10_000]));
    } finally {
      await noon.close();
    }
  });
});
