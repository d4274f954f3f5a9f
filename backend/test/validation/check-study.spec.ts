import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { StudiesService as Service } from '../../src/validation/studies.service.ts';
import { runStudy, type SweepAsk } from '../../src/validation/study-work.ts';
import { smallStore, STRATEGY, type SmallStore } from './small-store.ts';

// A study that is under way until the service is closed: this is about what is let in, and what is then under way.
jest.unstable_mockModule('../../src/validation/study-thread.ts', () => ({
  studyInThread: (_: unknown, __: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
}));
jest.setTimeout(180_000);

let small: SmallStore;
let studies: Service;
const ask: SweepAsk = { dataset: 'small', strategy: STRATEGY.text, vary: ['floorAt=30:54:1', 'hold=4:40:2'] };

beforeAll(async () => {
  small = await smallStore('check', { rows: 2_000 });
  const { StudiesService } = await import('../../src/validation/studies.service.ts');
  studies = new StudiesService(small.store);
});
afterAll(async () => {
  await studies.beforeApplicationShutdown();
  await small.close();
});

it.each([
  ['DATASET_NAME', { dataset: '../../etc' }],
  ['DATASET_UNKNOWN', { dataset: 'nope' }],
  ['LANE_UNKNOWN', { timeframe: '1h' }],
  ['LANE_UNKNOWN', { symbols: ['NOPE'] }],
  ['SWEEP_RANGE', { vary: ['hold=4,5', 'hold=6,7'] }],
  ['SWEEP_TOO_LARGE', { vary: ['floorAt=10:90:0.01', 'hold=1:200:1'] }],
  ['SWEEP_NAME', { vary: ['nope=1,2'] }],
])('%s is said at once, of a sweep and of a walk-forward, and nothing is lined up', async (code, wrong) => {
  const request = { ...ask, ...wrong };
  await expect(studies.start({ kind: 'sweep', request })).rejects.toMatchObject({ code });
  const walk = { ...request, trainDays: 3, testDays: 1 };
  await expect(studies.start({ kind: 'walk', request: walk })).rejects.toMatchObject({ code });
  expect([...studies.list('sweep'), ...studies.list('walk')]).toEqual([]);
});

// 2,000 bars of 5 minutes are 6.9 days, of 288 bars each.
it.each([
  ['more than there is', { trainDays: 1e9, testDays: 1 }],
  ['no test that fits', { trainDays: 3, testDays: 30 }],
  ['a purge of the whole training', { trainDays: 3, testDays: 1, purgeBars: 864 }],
  ['no number of bars', { trainDays: 1e308, testDays: 1 }],
])('a plan that the recording does not carry is said at once: %s', async (_, plan) => {
  const request = { ...ask, ...plan };
  await expect(studies.start({ kind: 'walk', request })).rejects.toMatchObject({ code: 'WALK_FORWARD_PLAN' });
  expect(studies.list('walk')).toEqual([]);
});

it('so it is of a validation: its dataset, its lanes, its signals and its conditions', async () => {
  const start = (request: object) =>
    studies.start({ kind: 'validation', request: { dataset: 'small', ...request } });
  await expect(start({ dataset: 'nope' })).rejects.toMatchObject({ code: 'DATASET_UNKNOWN' });
  await expect(start({ venue: 'nowhere' })).rejects.toMatchObject({ code: 'LANE_UNKNOWN' });
  await expect(start({ signals: ['nope'] })).rejects.toMatchObject({ code: 'SUBJECT_UNKNOWN' });
  await expect(start({ expressions: ['rsi <'] })).rejects.toThrow();
  expect(studies.list('validation')).toEqual([]);
});

it('a stopped sweep is offered until the very same one is under way, in whatever words, and not for one that only looks alike', async () => {
  const stop = new AbortController();
  const hooks = { onProgress: () => undefined, onTrials: () => stop.abort(), signal: stop.signal };
  await expect(runStudy(small.store, { kind: 'sweep', request: ask }, hooks)).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  const offered = () => studies.unfinished('small');
  expect(await offered()).toHaveLength(1);
  // The same strategy and values, another search: fees, and trials with fewer trades.
  await studies.start({ kind: 'sweep', request: { ...ask, takerBps: 9 } });
  await studies.start({ kind: 'sweep', request: { ...ask, minTrades: 3 } });
  expect(await offered()).toHaveLength(1);
  const spelt = { ...ask, vary: [' floorAt = 30:54:1', 'hold=4:40:2'], method: 'grid' as const, takerBps: 5 };
  await studies.start({ kind: 'sweep', request: { ...spelt, symbols: ['BTC/USDT:USDT'], seed: '1' } });
  expect(await offered()).toEqual([]);
});
