import { HindcastError } from '@hindcast/engine';
import type { DatasetStore } from '../datasets/index.ts';
import type { CaseResult } from './case-result.ts';
import { provideDataset, type FetchOptions } from './dataset-source.ts';
import type { Job } from './run-case.ts';
import type { SuiteCase } from './suite-file.ts';

/**
 * Makes the datasets of the cases available, each once, and verifies every file of them. A case whose dataset cannot
 * be had becomes a result that says why.
 */
export async function prepareJobs(
  store: DatasetStore,
  cases: readonly SuiteCase[],
  options: FetchOptions,
): Promise<{ jobs: Job[]; failed: CaseResult[] }> {
  const jobs: Job[] = [];
  const failed: CaseResult[] = [];
  const known = new Map<string, Promise<string>>();
  for (const one of cases) {
    const key = `${one.dataset.name} ${one.dataset.digest} ${one.dataset.from ?? ''}`;
    const name = known.get(key) ?? provideDataset(store, one, options);
    known.set(key, name);
    try {
      jobs.push({ one, storeName: await name });
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      failed.push(notRun(one, error));
    }
  }
  return { jobs, failed };
}

function notRun({ id }: SuiteCase, { code, message, action }: HindcastError): CaseResult {
  const error = { code, message, action };
  const nothing = { comparison: null, divergence: null, outcome: null, faults: [], updated: false };
  return { id, status: 'failed', error, ms: 0, ...nothing };
}
