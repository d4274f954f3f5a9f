import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DAY } from '@hindcast/engine';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { DatasetStore as Store } from '../../src/datasets/index.ts';
import type { SweepTrial } from '../../src/validation/sweep/sweep-run.ts';
import type { StudyHooks, StudyResult, StudyWork } from '../../src/validation/study-work.ts';

/** What the thread of a study would tell, told by hand: this is about how it reaches a reader. */
let hooks: StudyHooks;
let finish: (result: StudyResult) => void;
let begun: () => void;
let hasBegun: Promise<void>;

jest.unstable_mockModule('../../src/validation/study-thread.ts', () => ({
  studyInThread: (_folders: unknown, _work: StudyWork, given: StudyHooks): Promise<StudyResult> => {
    hooks = given;
    begun();
    return new Promise((resolve, reject) => {
      finish = resolve;
      given.signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
  },
}));

interface Event {
  type: string;
  id: string;
  data: { state?: string; progress?: { done: number } } | { index: number }[];
}

const trial = (index: number): SweepTrial => ({ index, values: [index] }) as unknown as SweepTrial;
const eventOf = (block: string): Event => {
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
  return { type: field('event'), id: field('id'), data: JSON.parse(field('data')) as Event['data'] };
};

describe('the events of a study', () => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    const { ValidationModule } = await import('../../src/validation/validation.module.ts');
    const { DatasetStore } = await import('../../src/datasets/index.ts');
    const range = { from: 0, to: 30 * DAY };
    const lanes = [{ venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe: '5m', range }];
    const manifest = () => Promise.resolve({ digest: 'any', timeframes: ['5m'], lanes });
    const store = { provide: DatasetStore, useValue: { folders: {}, manifest } as unknown as Store };
    const module = await Test.createTestingModule({
      imports: [{ module: ValidationModule, providers: [store] }],
    }).compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  async function start(kind: string, body: object): Promise<string> {
    hasBegun = new Promise((resolve) => (begun = resolve));
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/${kind}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(202);
    await hasBegun;
    return ((await answer.json()) as { id: string }).id;
  }

  const read = (kind: string, id: string, last?: string): Promise<Response> =>
    fetch(`${url}/${kind}/${id}/events`, { headers: last ? { 'last-event-id': last } : {} });
  const all = async (answer: Response): Promise<Event[]> =>
    (await answer.text())
      .split('\n\n')
      .filter((block) => block.includes('data:'))
      .map(eventOf);

  const strategy = 'name: any\nentry: { long: rsi < 40 }\nmaxHolding: 5';

  it('tell each trial of a sweep once, its progress and its end; a reader that was cut off goes on where it was', async () => {
    const id = await start('sweeps', { dataset: 'any', strategy, vary: ['costs.takerFee=0,0.001'] });
    hooks.onTrials([trial(0), trial(1)]);
    hooks.onProgress({ done: 2, total: 3, detail: 'trials' });
    const stream = await read('sweeps', id);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const later = await read('sweeps', id, '2');
    hooks.onTrials([trial(2)]);
    hooks.onProgress({ done: 3, total: 3, detail: 'trials' });
    finish({} as StudyResult);
    const told = await all(stream);
    const trials = (events: Event[]): number[] =>
      events
        .flatMap(({ type, data }) => (type === 'trials' ? (data as { index: number }[]) : []))
        .map(({ index }) => index);
    expect(trials(told)).toEqual([0, 1, 2]);
    expect(trials(await all(later))).toEqual([2]);
    expect(told.at(-1)).toMatchObject({ type: 'study', id: '3', data: { state: 'done' } });
    expect(trials(await all(await read('sweeps', id)))).toEqual([0, 1, 2]);
  });

  it.each([
    ['validations', { dataset: 'any', expressions: ['rsi < 30'] }],
    [
      'walk-forwards',
      { dataset: 'any', strategy, vary: ['costs.takerFee=0,0.001'], trainDays: 7, testDays: 3 },
    ],
  ])('of %s are its state and progress, to the end', async (kind, body) => {
    const id = await start(kind, body);
    const stream = await read(kind, id);
    hooks.onProgress({ done: 1, total: 2, detail: 'half' });
    finish({} as StudyResult);
    const told = await all(stream);
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['study']));
    expect(told.map(({ data }) => (data as { state: string }).state).at(-1)).toBe('done');
    expect(told.some(({ data }) => (data as { progress?: { done: number } }).progress?.done === 1)).toBe(
      true,
    );
  });

  it('of a sweep that runs hold its trials however many wait behind it', async () => {
    const ask = { dataset: 'any', strategy, vary: ['costs.takerFee=0,0.001'] };
    const id = await start('sweeps', ask);
    const end = finish;
    const tell = hooks;
    const headers = { 'content-type': 'application/json' };
    for (let k = 0; k < 12; k++)
      await fetch(`${url}/sweeps`, { method: 'POST', headers, body: JSON.stringify(ask) });
    tell.onTrials([trial(0), trial(1)]);
    const answer = await fetch(`${url}/sweeps/${id}/trials`);
    expect(await answer.json()).toHaveLength(2);
    const waiting = ((await (await fetch(`${url}/sweeps`)).json()) as { id: string; state: string }[]).filter(
      ({ state }) => state === 'waiting',
    );
    expect(waiting).toHaveLength(12);
    for (const { id: each } of waiting) await fetch(`${url}/sweeps/${each}`, { method: 'DELETE' });
    end({} as StudyResult);
  });

  it('end when a study is stopped, and are not given of one that nobody knows', async () => {
    const id = await start('validations', { dataset: 'any', expressions: ['rsi < 30'] });
    const stream = await read('validations', id);
    await fetch(`${url}/validations/${id}`, { method: 'DELETE' });
    expect((await all(stream)).at(-1)).toMatchObject({ data: { state: 'cancelled' } });
    // Nor of one of another kind: a sweep's address would cancel a validation.
    expect((await read('sweeps', id)).status).toBeGreaterThanOrEqual(400);
    const other = await fetch(`${url}/walk-forwards/${id}`, { method: 'DELETE' });
    expect(other.status).toBeGreaterThanOrEqual(400);
    const unknown = await read('validations', '00000000-0000-4000-8000-000000000000');
    expect(unknown.status).toBeGreaterThanOrEqual(400);
  });
});
