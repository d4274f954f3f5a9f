import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import type { RunInputs } from '../../src/simulation/dto/run.dto.ts';
import { resolveRun } from '../../src/simulation/run-inputs.ts';
import { RunThreads } from '../../src/simulation/run-thread.ts';
import { writeDataset } from '../server/support/dataset.ts';

const STRATEGY = 'name: a\nentry: { long: rsi < 40, short: rsi > 60 }\nmaxHolding: 9';

// Threads start slowly where everything else is starting too.
jest.setTimeout(60_000);

describe('a run on a thread', () => {
  let folder: string;
  let threads: RunThreads;
  let inputs: RunInputs;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-thread-'));
    await writeDataset(folder, 'small', 400);
    const folders = storeFolders(folder);
    threads = new RunThreads(folders);
    const store = new DatasetStore(folders);
    ({ inputs } = await resolveRun(store, { dataset: 'small', strategy: STRATEGY }));
  });
  afterAll(async () => {
    await threads.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is cancelled in the middle of the work: nothing comes of it, and the thread is free for the next', async () => {
    const cancel = new AbortController();
    const heard: number[] = [];
    const broken = threads.run(
      inputs,
      ({ progress }) => {
        heard.push(progress);
        if (progress > 0) cancel.abort();
      },
      cancel.signal,
    );
    await expect(broken).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(heard.at(-1)).toBeGreaterThan(0);
    expect(heard.at(-1)).toBeLessThan(1);
    // The thread has ended by now: it says nothing more, and the next run has one of its own.
    const before = heard.length;
    const outcome = await threads.run(inputs, () => undefined, new AbortController().signal);
    expect(outcome.report.numbers.trades).toBeGreaterThan(0);
    expect(outcome.digest).toBe(outcome.report.resultDigest);
    expect(heard).toHaveLength(before);
  });

  it('that was cancelled before it began takes no thread at all', async () => {
    const began = performance.now();
    await expect(threads.run(inputs, () => undefined, AbortSignal.abort())).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(performance.now() - began).toBeLessThan(100);
  });
});
