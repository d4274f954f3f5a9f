import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseDimension } from '@hindcast/engine/sweep';
import type { DatasetStore } from '../../src/datasets/index.ts';
import { runSweep } from '../../src/validation/sweep/sweep-run.ts';
import { TrialLedger, type Trial } from '../../src/validation/trial-ledger.ts';
import { runValidation } from '../../src/validation/validation-run.ts';
import { smallStore, STRATEGY, type SmallStore } from './small-store.ts';

// Threads from sources compile what they load.
jest.setTimeout(120_000);

let small: SmallStore;
let store: DatasetStore;
let ledger: TrialLedger;

beforeAll(async () => {
  small = await smallStore('at-once');
  ({ store } = small);
  ledger = TrialLedger.beside(store.folders);
});
afterAll(() => small.close());

describe('what is tried while something else is computed', () => {
  it('counts: of two validations that run at once the one that is judged last knows of the other', async () => {
    const at = (expression: string) => runValidation(store, { dataset: 'small', expressions: [expression] });
    const [first, second] = await Promise.all([at('rsi < 45'), at('rsi > 55')]);
    expect([first.tests.here, second.tests.here]).toEqual([12, 12]);
    expect(Math.max(first.tests.earlier, second.tests.earlier)).toBe(12);
  });

  it('counts once where it is the same', async () => {
    const { digest } = await store.manifest('small');
    const before = await ledger.read(digest);
    const same = () => runValidation(store, { dataset: 'small', expressions: ['rsi < 40'] });
    const both = await Promise.all([same(), same()]);
    expect(both.map(({ tests }) => tests.earlier)).toEqual([24, 24]);
    expect(await ledger.read(digest)).toHaveLength(before.length + 1);
  });

  it('stands in the ledger where its judgement was interrupted', async () => {
    const { digest } = await store.manifest('small');
    const stop = new AbortController();
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      if (total < 100 && done === total) stop.abort();
    };
    const two = { dataset: 'small', expressions: ['rsi < 41', 'rsi < 42'] };
    await expect(runValidation(store, two, { onProgress, signal: stop.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
      message: expect.stringContaining('stands in the ledger'),
    });
    expect((await ledger.read(digest)).map(({ what }) => what)).toEqual(expect.arrayContaining(['rsi < 41']));
  });

  it('counts against a sweep', async () => {
    const { digest } = await store.manifest('small');
    const before = (await ledger.read(digest)).reduce((sum, { trials }) => sum + trials, 0);
    const other: Trial = {
      key: 'meanwhile',
      kind: 'simulate',
      what: 'a backtest',
      trials: 1,
      pValues: [],
      sharpe: 0.1,
      sharpeVariance: null,
    };
    let written: Promise<void> | undefined;
    const { judgement, trials } = await runSweep(
      store,
      {
        dataset: 'small',
        strategy: STRATEGY,
        dimensions: ['floorAt=30:54:3', 'hold=4:40:6'].map(parseDimension),
        method: 'grid',
        minTrades: 3,
        best: 1,
        workers: 1,
      },
      {
        onProgress: () => {
          written ??= ledger.append(digest, [other]);
        },
      },
    );
    await written;
    expect(judgement.trials).toBe(trials.length + before + 1);
  });
});
