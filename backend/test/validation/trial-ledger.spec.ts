import { describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { earlierPValues, triesOf, TrialLedger, type TrialEntry } from '../../src/validation/trial-ledger.ts';

describe('the ledger', () => {
  it('judges the twentieth try as the twentieth, whatever kind the others were', () => {
    const common = { sharpe: null, sharpeVariance: null, at: 0 };
    const entries: TrialEntry[] = [
      { key: 'a', kind: 'validate', what: 'tier2', trials: 1, pValues: [0.01, null, 0.2], ...common },
      { key: 'b', kind: 'simulate', what: 'dip', trials: 1, pValues: [], ...common },
      { key: 'c', kind: 'sweep', what: 'dip', trials: 10_000, pValues: [], ...common },
      { key: 'd', kind: 'walk-forward', what: 'dip', trials: 8, pValues: [], ...common },
    ];
    // Of a Sharpe ratio each validated signal is a try as well: it can be made a strategy.
    expect(triesOf(entries)).toEqual([1, 1, 10_000, 8]);
    // Of a p-value: two of its own (the third test could not be made), one backtest, and the roots of 10,000 and (rounded up) of 8.
    const earlier = earlierPValues(entries, new Set());
    expect(earlier).toHaveLength(2 + 1 + 100 + 3);
    expect(Array.from(earlier).filter((p) => p === p)).toEqual([0.01, 0.2]);
    expect(earlierPValues(entries, new Set(['a', 'c']))).toHaveLength(4);
  });

  it('holds the result of a sweep that was stopped when only its reports were left, once it has one', async () => {
    const ledger = new TrialLedger(await mkdtemp(join(tmpdir(), 'hindcast-ledger-')));
    const common = { key: 'a', kind: 'sweep', trials: 9, pValues: [], sharpeVariance: null } as const;
    await ledger.append('d1', [{ ...common, what: 'x; stopped', sharpe: null }], 1);
    await ledger.append('d1', [{ ...common, what: 'x; holds', sharpe: 1.5 }], 2);
    await ledger.append('d1', [{ ...common, what: 'x; stopped', sharpe: null }], 3);
    expect(await ledger.read('d1')).toMatchObject([{ what: 'x; holds', sharpe: 1.5, at: 2 }]);
    await rm(ledger.folder, { recursive: true });
  });

  it('survives a line that a crash cut off, and refuses one that somebody has edited', async () => {
    const ledger = new TrialLedger(await mkdtemp(join(tmpdir(), 'hindcast-ledger-')));
    const trial = {
      key: 'a',
      kind: 'simulate',
      what: 'x',
      trials: 1,
      pValues: [],
      sharpe: null,
      sharpeVariance: null,
    } as const;
    await ledger.append('d1', [trial], 1);
    await appendFile(join(ledger.folder, 'd1.jsonl'), '{"at":2,"key":"b","ki');
    await ledger.append('d1', [trial, { ...trial, key: 'c' }], 3);
    expect((await ledger.read('d1')).map(({ key }) => key)).toEqual(['a', 'c']);
    await writeFile(join(ledger.folder, 'd2.jsonl'), '{"key":1}\n');
    await expect(ledger.read('d2')).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
    await rm(ledger.folder, { recursive: true });
  });
});
