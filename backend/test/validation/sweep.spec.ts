import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { emptyColumns, Tape } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import { parseDimension, TrialRunner, type SearchMethod } from '@hindcast/engine/sweep';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetStore } from '../../src/datasets/index.ts';
import { readStrategy, runSimulation } from '../../src/simulation/run/index.ts';
import { runSweep, type SweepReport, type SweepRequest } from '../../src/validation/sweep/sweep-run.ts';
import { TrialLedger, variantsTried, type TrialEntry } from '../../src/validation/trial-ledger.ts';
import { runValidation } from '../../src/validation/validation-run.ts';
import { runWalkForward } from '../../src/validation/walk-forward/walk-forward-run.ts';
import { smallStore, STRATEGY, type SmallStore } from './small-store.ts';

// Threads from sources compile what they load.
jest.setTimeout(180_000);

let small: SmallStore;
let folder: string;
let store: DatasetStore;

beforeAll(async () => {
  small = await smallStore('sweep');
  ({ folder, store } = small);
});
afterAll(() => small.close());

function request(method: SearchMethod, more: Partial<SweepRequest> = {}): SweepRequest {
  const dimensions = ['floorAt=30:54:3', 'hold=4:40:6'].map(parseDimension);
  return {
    dataset: 'small',
    strategy: STRATEGY,
    dimensions,
    method,
    trials: 120,
    minTrades: 3,
    best: 3,
    workers: 1,
    ...more,
  };
}

/** Everything but how it came about: that a restart happened may be said. */
function found({ how: _, judgement, ...report }: SweepReport): string {
  // How many variants were tried before is told by the other tests here.
  const { overfitting, sampled, realityCheckP, spaP } = judgement;
  return JSON.stringify({ ...report, judged: { overfitting, sampled, realityCheckP, spaP } });
}

const resultsOf = async (id: string): Promise<string> => join(folder, 'sweeps', id, 'results.jsonl');

/** What stands in the ledger beside `known`. */
async function entriesOf(known: readonly TrialEntry[]): Promise<TrialEntry[]> {
  const { digest } = await store.manifest('small');
  const entries = await TrialLedger.beside(store.folders).read(digest);
  return entries.filter(({ key }) => !known.some((entry) => entry.key === key));
}

describe('a sweep', () => {
  it.each(['grid', 'random', 'bayes'] as const)(
    'by %s comes to the same with one worker or two, and after a crash in the middle',
    async (method) => {
      const alone = await runSweep(store, request(method));
      expect(alone.how).toMatchObject({ walked: alone.trials.length, resumed: 0 });
      expect(alone.best).toHaveLength(3);
      const together = await runSweep(store, request(method, { workers: 2, fresh: true }));
      expect(found(together)).toBe(found(alone));
      // A crash leaves some lines and a half.
      const file = await resultsOf(alone.id);
      const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
      await writeFile(file, lines.slice(0, 3).join('\n'));
      await appendFile(file, `\n${lines[3].slice(0, 40)}`);
      const again = await runSweep(store, request(method));
      expect(again.how.resumed).toBeGreaterThan(0);
      expect(again.how.resumed).toBeLessThan(alone.trials.length);
      expect(found(again)).toBe(found(alone));
    },
  );

  it.each([1, 2])(
    'that is stopped keeps what %i workers have finished, and goes on with it',
    async (workers) => {
      const stop = new AbortController();
      const before = await entriesOf([]);
      const half = request('grid', { seed: 'stop', minTrades: 3 + workers });
      let shown = 0;
      const stopped = runSweep(
        store,
        { ...half, workers },
        {
          signal: stop.signal,
          onTrials: (trials) => (shown += trials.length),
          onProgress: ({ done }) => done >= 20 && stop.abort(),
        },
      );
      await expect(stopped).rejects.toMatchObject({
        code: 'INTERRUPTED',
        message: expect.stringMatching(/^Interrupted: \d+ of 63 trials are done and kept in .*\.$/),
        action: 'Ask for the same sweep again: it goes on where it was.',
      });
      const counted = await entriesOf(before);
      expect(counted).toEqual([expect.objectContaining({ kind: 'sweep', trials: shown })]);
      expect(shown).toBeGreaterThanOrEqual(20);
      expect(shown).toBeLessThanOrEqual(63);
      const rest = await runSweep(store, half);
      expect(rest.how.resumed).toBe(shown);
      expect(rest.how.resumed + rest.how.walked).toBe(rest.trials.length);
      // All 63, not 63 beside those that had been shown when it was stopped.
      const [whole, ...others] = await entriesOf(before);
      expect(whole).toMatchObject({ key: counted[0].key, trials: 63 });
      expect(others).toEqual([]);
    },
  );

  it('that is stopped before anything is done says so, and is no try', async () => {
    const before = await entriesOf([]);
    const signal = AbortSignal.abort();
    await expect(runSweep(store, request('grid', { seed: 'at once' }), { signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
      message: 'Interrupted before the first trials were done.',
    });
    expect(await entriesOf(before)).toEqual([]);
  });

  it('shows nothing as most stable that has not been run again bar by bar', async () => {
    const ask = request('grid', { best: 1, seed: 'stable' });
    const { plateaus, best, trials } = await runSweep(store, ask);
    const stable = plateaus.find(({ trial }) => trial !== best[0].trial)!;
    const { values } = trials[stable.trial];
    const real = TrialRunner.prototype.run;
    const off = jest.spyOn(TrialRunner.prototype, 'run').mockImplementation(function (
      this: TrialRunner,
      given,
      window,
    ) {
      const outcome = real.call(this, given, window);
      const wrong = given.every((value, k) => value === values[k]);
      return wrong ? { ...outcome, finalEquity: outcome.finalEquity + 0.01 } : outcome;
    });
    await expect(runSweep(store, { ...ask, fresh: true })).rejects.toMatchObject({
      code: 'SWEEP_DISAGREES',
      message: expect.stringContaining(`The trial at ${values.join(', ')} came to`),
    });
    off.mockRestore();
  });

  it('is judged over a sample that meets every value of the dimension that changes fastest', async () => {
    const vary = ['floorAt=30:69.9:0.1', 'hold=4,40'].map(parseDimension);
    const { id, trials, judgement } = await runSweep(
      store,
      request('grid', { dimensions: vary, minTrades: 0 }),
    );
    expect(trials).toHaveLength(800);
    const lines = (await readFile(await resultsOf(id), 'utf8')).split('\n').filter(Boolean);
    const holds = lines.flatMap((line) => {
      const { from, daily } = JSON.parse(line) as { from: number; daily: (number[] | null)[] };
      return daily.flatMap((days, k) => (days ? [trials[from + k].values[1]] : []));
    });
    expect(holds).toHaveLength(400);
    // One of each two: 200 of each value are expected, and 10 is a standard deviation.
    expect(Math.abs(holds.filter((hold) => hold === 4).length - 200)).toBeLessThan(50);
    expect(judgement.sampled).toBeGreaterThanOrEqual(400);
    expect(judgement.sampled).toBeLessThanOrEqual(401);
  });

  it('is counted in the ledger once, with all its trials', async () => {
    const ledger = TrialLedger.beside(store.folders);
    const { dataset } = await runSweep(store, request('grid', { seed: 'once' }));
    const before = await ledger.read(dataset.digest);
    await runSweep(store, request('grid', { seed: 'once' }));
    const after = await ledger.read(dataset.digest);
    expect(after).toEqual(before);
    expect(variantsTried(after)).toBeGreaterThanOrEqual(63);
    expect(await readdir(ledger.folder)).toEqual([`${dataset.digest}.jsonl`]);
  });

  it('says that a space is exhausted, and what a recording without open interest lacks', async () => {
    const few = await runSweep(store, request('random', { dimensions: [parseDimension('hold=4,8,12')] }));
    expect(new Set(few.trials.map(({ values }) => values[0])).size).toBe(3);
    expect(few.how.notes).toEqual([
      'There are only 3 different trials, 120 were asked for: each was made once.',
    ]);
    const [full] = smallMarket('bare', { rows: 600, venues: ['bybit'], symbols: ['BTC/USDT:USDT'] });
    const { open, high, low, close, volume } = full.columns;
    const columns = { ...emptyColumns(full.rows), open, high, low, close, volume };
    const draft = { name: 'bare', origin: 'made here', licence: 'none', simulated: true };
    await store.write(draft, [new Tape(full.key, full.openTime, columns)]);
    const text = STRATEGY.text.replace('rsi < floorAt', 'oiZ > floorAt');
    const strategy = { ...STRATEGY, text };
    const bare = await runSweep(store, request('grid', { dataset: 'bare', strategy }));
    const lacking = 'No bar of this recording has a value of oiZ: what needs it never happens.';
    expect(bare.how.notes).toEqual([lacking]);
    expect(bare.judgement).toMatchObject({ word: 'cannot be judged', overfitting: NaN });

    const { dimensions } = request('grid', { dimensions: [parseDimension('hold=6,12')] });
    const plan = { dataset: 'bare', dimensions, workers: 1, trainDays: 1, testDays: 0.5 };
    expect((await runWalkForward(store, { ...plan, strategy })).sentence).toContain(lacking);
    expect((await runWalkForward(store, { ...plan, strategy: STRATEGY })).sentence).not.toContain('No bar');
    const simulated = await runSimulation(store, { dataset: 'bare', strategy: readStrategy(text) });
    expect(simulated.report.warnings).toContainEqual({
      code: 'NO_TRADES',
      message: `Nothing was traded: hit rate, expectancy and ratios are undefined. ${lacking}`,
    });
    simulated.release();
  });

  it('refuses what it cannot do before it begins', async () => {
    await expect(runSweep(store, request('grid', { dimensions: [] }))).rejects.toMatchObject({
      code: 'SWEEP_RANGE',
    });
    await expect(
      runSweep(
        store,
        request('grid', {
          dimensions: [parseDimension('floorAt=1:50:0.001'), parseDimension('hold=1:40:1')],
        }),
      ),
    ).rejects.toMatchObject({ code: 'SWEEP_TOO_LARGE' });
    await expect(
      runSweep(store, request('grid', { dimensions: [parseDimension('flor=1,2')] })),
    ).rejects.toMatchObject({
      code: 'SWEEP_NAME',
    });
    const onTrials = jest.fn();
    const refused = (more: Partial<SweepRequest>): Promise<SweepReport> =>
      runSweep(store, request('grid', more), { onTrials });
    const vary = (text: string): Partial<SweepRequest> => ({ dimensions: [parseDimension(text)] });
    for (const text of [
      'metrics.zWindow=20,-5',
      'metrics.zWindow=20,2.5',
      'costs.takerFee=0,-0.01',
      'costs.takerFee=0,2',
    ])
      await expect(refused(vary(text))).rejects.toMatchObject({ code: 'SWEEP_RANGE' });
    // It is the best one that is judged: none cannot be asked for, and neither can two and a half.
    for (const best of [0, 2.5, -1, NaN])
      await expect(refused({ best })).rejects.toMatchObject({ code: 'SWEEP_BEST', place: { field: 'best' } });
    expect(onTrials).not.toHaveBeenCalled();
  });

  it('says the same however many of the best are reported', async () => {
    const one = await runSweep(store, request('grid', { best: 1 }));
    const ten = await runSweep(store, request('grid', { best: 10 }));
    expect([one.best.length, ten.best.length]).toEqual([1, 10]);
    expect(one.judgement).toEqual(ten.judgement);
  });

  it('draws whole numbers where only whole ones can be', async () => {
    const dimensions = [parseDimension('metrics.zWindow=5:40')];
    const { trials } = await runSweep(store, request('random', { dimensions, trials: 6 }));
    const drawn = trials.map(({ values }) => values[0]);
    expect(drawn.every((value) => Number.isInteger(value) && value >= 5 && value <= 40)).toBe(true);
    expect(new Set(drawn).size).toBe(6);
  });
});

describe('a validation', () => {
  it('looks as many bars ahead as it is asked to, the nearest first; other horizons are another try', async () => {
    const ask = { dataset: 'small', expressions: ['rsi < 40'], replicates: 50 };
    const asked = await runValidation(store, { ...ask, horizons: [24, 2] });
    expect(asked.options.horizons).toEqual([2, 24]);
    expect(asked.subjects[0].horizons.map(({ horizon }) => horizon)).toEqual([2, 24]);
    const again = await runValidation(store, { ...ask, horizons: [2, 24] });
    expect(again.tests).toEqual(asked.tests);
    const usual = await runValidation(store, ask);
    expect(usual.options.horizons).toEqual([1, 3, 6, 12, 24, 48]);
    expect(usual.tests).toEqual({
      here: 12,
      earlier: asked.tests.earlier + 4,
      total: asked.tests.earlier + 16,
    });
    const spelt = await runValidation(store, { ...ask, horizons: [48, 24, 12, 6, 3, 1] });
    expect(spelt.tests).toEqual(usual.tests);
  });
});
