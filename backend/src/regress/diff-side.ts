import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { HindcastError, type Market } from '@hindcast/engine';
import type { TradeRow } from '@hindcast/engine/wire';
import type { DatasetStore } from '../datasets/index.ts';
import { MarketReference, type Reference } from './divergence.ts';
import { referenceAt } from './earlier-engine.ts';
import { asGolden, parseGolden } from './golden-file.ts';
import type { Outcome } from './outcome.ts';
import { provideDataset } from './dataset-source.ts';
import { runCase, tradeLine } from './run-case.ts';
import { only } from './select.ts';
import type { SuiteCase } from './suite-file.ts';

/** One side of a comparison. */
export interface DiffSide {
  readonly label: string;
  readonly outcome: Outcome;
  /** Where it was computed in this process. */
  readonly market: Market | null;
  /** Where it can be asked for its columns. */
  readonly reference: Reference | null;
  close(): void;
}

export interface DiffOptions {
  /** Cases that a side may be the name of. */
  readonly cases: readonly SuiteCase[];
  /** What a strategy named as a side is traded on. */
  readonly dataset: string;
  readonly venue?: string;
  readonly symbols?: string[];
  readonly timeframe?: string;
}

/**
 * What a word on the command line stands for: a golden file or a result of `simulate --json`; a case of a suite,
 * `suite/case`, with `@revision` run by the engine of that git revision; or else a strategy, by name or file.
 *
 * @throws HindcastError
 */
export async function openSide(store: DatasetStore, word: string, options: DiffOptions): Promise<DiffSide> {
  const isFile = (await stat(word).catch(() => null))?.isFile() ?? false;
  if (isFile && word.endsWith('.json')) {
    const document = await jsonSide(word);
    if (document) return document;
  }
  const [name, revision] = isFile ? [word] : word.split('@');
  const one = name.includes('/') && !isFile ? only(options.cases, [name])[0] : adHoc(name, options);
  const digest = one.dataset.digest || (await store.open(one.dataset.name)).digest;
  const known = { ...one, dataset: { ...one.dataset, digest } };
  const job = { one: known, storeName: await provideDataset(store, known, { allowHttp: false }) };
  if (revision !== undefined) {
    const reference = await referenceAt(store.folders, job, revision);
    if (!reference) throw noEngine(revision);
    const outcome = asGolden(reference.outcome);
    return { label: word, outcome, market: null, reference, close: () => reference.close() };
  }
  const { outcome, market } = await runCase(store, job);
  const reference = new MarketReference('both sides were computed', market);
  return { label: word, outcome: asGolden(outcome), market, reference, close: () => undefined };
}

/** A strategy on a dataset as a case of its own. */
function adHoc(use: string, { dataset, venue, symbols, timeframe }: DiffOptions): SuiteCase {
  return {
    name: 'diff',
    suite: 'diff',
    id: `diff of ${use}`,
    folder: process.cwd(),
    suiteFile: resolve(use),
    golden: '',
    dataset: { name: dataset, digest: '' },
    venue,
    symbols,
    timeframe: timeframe as SuiteCase['timeframe'],
    config: {},
    symbolConfig: {},
    columns: [],
    strategies: [{ use, params: {}, costs: {}, expect: {}, drift: {} }],
    expect: { signals: {}, events: {} },
  };
}

const resultSchema = z.object({
  dataset: z.object({ name: z.string(), digest: z.string() }),
  strategy: z.object({ name: z.string(), hash: z.string(), params: z.record(z.string(), z.number()) }),
  lanes: z.array(z.object({ timeframe: z.string() })),
  resultDigest: z.string(),
  numbers: z.record(z.string(), z.number().nullable()),
  trades: z.array(z.record(z.string(), z.unknown())),
});

/** A golden file or a result of `simulate --json`; null when it is neither, and then perhaps a strategy. */
async function jsonSide(file: string): Promise<DiffSide | null> {
  const text = await readFile(file, 'utf8');
  const json: unknown = parsed(text);
  const nothing = { label: basename(file), market: null, reference: null, close: () => undefined };
  const result = resultSchema.safeParse(json);
  if (result.success) return { ...nothing, outcome: asGolden(fromResult(result.data)) };
  if (typeof json !== 'object' || json === null || !('streams' in json)) return null;
  return { ...nothing, outcome: parseGolden(text, file) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fromResult(result: z.infer<typeof resultSchema>): Outcome {
  const { dataset, strategy, lanes, resultDigest, numbers, trades } = result;
  return {
    schemaVersion: 1,
    case: strategy.name,
    dataset: { name: dataset.name, digest: dataset.digest },
    timeframe: lanes[0]?.timeframe ?? '',
    config: {} as Outcome['config'],
    streams: [],
    strategies: [
      {
        ...strategy,
        digest: resultDigest,
        numbers: numbers as Outcome['strategies'][number]['numbers'],
        trades: trades.map((trade) => tradeLine(trade as unknown as TradeRow)),
      },
    ],
    throughput: null,
  };
}

function noEngine(revision: string): HindcastError {
  return new HindcastError(
    'ENGINE_UNAVAILABLE',
    `The engine of revision "${revision}" cannot be had, or cannot run this case.`,
    'Name a revision that this clone has, and run the built product.',
  );
}
