import { HindcastError } from '@hindcast/engine';
import type { DatasetStore } from '../datasets/index.ts';
import { compare, type Comparison } from './compare.ts';
import { findDivergence, MarketReference, type Divergence, type Reference } from './divergence.ts';
import { asGolden, readGolden, writeGolden } from './golden-file.ts';
import { judge, type Status } from './judge.ts';
import type { Outcome } from './outcome.ts';
import { runCase, type Job } from './run-case.ts';

/** What came of one case. */
export interface CaseResult {
  id: string;
  status: Status;
  /** With --update: whether the golden file was written anew. */
  updated: boolean;
  faults: string[];
  error: { code: string; message: string; action: string } | null;
  comparison: Comparison | null;
  divergence: Divergence | null;
  outcome: Outcome | null;
  ms: number;
}

export interface CaseOptions {
  update: boolean;
  /** Computes the golden side again, so that the very bar and both values are known. */
  trace: boolean;
  /** Finds the golden side again with the engine that made it; null where that cannot be had. */
  earlier?: (job: Job, golden: Outcome) => Promise<(Reference & { outcome: Outcome; close(): void }) | null>;
}

/** Runs a case and compares it with its golden file. Never throws for what is wrong with the case itself. */
export async function resultOf(store: DatasetStore, job: Job, options: CaseOptions): Promise<CaseResult> {
  const start = performance.now();
  const elapsed = (): number => Math.round(performance.now() - start);
  const empty = {
    id: job.one.id,
    updated: false,
    faults: [],
    comparison: null,
    divergence: null,
    outcome: null,
  };
  try {
    const result = await evaluated(store, job, options);
    return { ...empty, error: null, ...result, ms: elapsed() };
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    const { code, message, action } = error;
    return { ...empty, status: 'failed', error: { code, message, action }, ms: elapsed() };
  }
}

type Evaluated = Pick<CaseResult, 'status' | 'faults' | 'comparison' | 'divergence' | 'outcome'> & {
  updated: boolean;
};

async function evaluated(store: DatasetStore, job: Job, options: CaseOptions): Promise<Evaluated> {
  const { one } = job;
  const golden = await readGolden(one.golden);
  if (!golden && !options.update) throw goldenMissing(job);
  const { outcome: exact, market } = await runCase(store, job);
  const outcome = asGolden(exact);
  const before = golden ?? outcome;
  const comparison = compare(before, outcome);
  const judged = judge(one, outcome, before, comparison);
  if (options.update) {
    const write =
      !golden || !comparison.equal || JSON.stringify(golden.config) !== JSON.stringify(outcome.config);
    if (write) await writeGolden(one.golden, exact);
    return { ...judged, updated: write, comparison, divergence: null, outcome };
  }
  if (comparison.equal) return { ...judged, updated: false, comparison, divergence: null, outcome };
  const reference = options.trace ? await referenceFor(store, job, before, options) : null;
  const divergence = await findDivergence(comparison, job.storeName, market, reference).finally(() =>
    reference?.close(),
  );
  return { ...judged, updated: false, comparison, divergence, outcome };
}

type Closable = Reference & { close(): void };

/** This engine with the golden file's configuration, when that gives the golden digests; else the engine that made it. */
async function referenceFor(
  store: DatasetStore,
  job: Job,
  golden: Outcome,
  { earlier }: CaseOptions,
): Promise<Closable | null> {
  const again = await runCase(store, {
    ...job,
    one: { ...job.one, strategies: [], performance: undefined },
    config: golden.config,
  });
  if (sameStreams(again.outcome, golden)) {
    const reference = new MarketReference(
      'this engine with the configuration of the golden file',
      again.market,
    );
    return Object.assign(reference, { close: () => undefined });
  }
  const found = (await earlier?.(job, golden)) ?? null;
  if (!found || sameStreams(found.outcome, golden)) return found;
  found.close();
  return null;
}

function sameStreams(a: Outcome, b: Outcome): boolean {
  const digests = ({ streams }: Outcome): string =>
    streams.map(({ input, output }) => `${input} ${output}`).join();
  return digests(a) === digests(b);
}

function goldenMissing({ one }: Job): HindcastError {
  return new HindcastError(
    'GOLDEN_MISSING',
    `${one.id} has no golden file ${one.golden}.`,
    'Write it with --update, look at it, and commit it.',
    { file: one.golden },
  );
}
