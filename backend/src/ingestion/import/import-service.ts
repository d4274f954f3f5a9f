import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { HindcastError, parseTimeframe, type Timeframe } from '@hindcast/engine';
import {
  checkDatasetName,
  foreignManifest,
  makeScratch,
  nameFrom,
  sweepScratch,
  type DatasetDraft,
  type DatasetStore,
  type LaneFacts,
} from '../../datasets/index.ts';
import { describeSources } from './describe-sources.ts';
import {
  cancelled,
  noPrices,
  reportOf,
  reportOfAdopted,
  type ImportReport,
  type ReadResult,
} from './import-report.ts';
import { importSymbol } from './import-symbol.ts';
import type { ImportHints } from './kinds/recognise.ts';
import { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
import { recogniseFiles, type ImportPlan } from './plan-import.ts';
import { findEarliest, groupTables } from './prepare-import.ts';
import { ReadLog } from './read-log.ts';
import { parseRecipe } from './recipe/parse-recipe.ts';
import { planRecipe } from './recipe/recipe-plan.ts';
import type { Recipe } from './recipe/recipe-schema.ts';
import { parseRepairs } from './repair.ts';
import { DrySink, type LaneSink, type Sink } from './sinks.ts';
import { findSources } from './source/find-sources.ts';
import { isZip, unpackDataset } from './source/zipped-dataset.ts';

export interface ImportRequest {
  /** Files and folders. */
  paths: string[];
  /** What the dataset is called after where it has no name; the first path's when left out. */
  label?: string;
  /** Name of the dataset; the recipe's, or made of the first path's name, when left out. */
  name?: string;
  origin?: string;
  licence?: string;
  /** The market in these files is invented: the dataset is labelled so wherever it appears. */
  simulated?: boolean;
  /** Bars to make out of trades. */
  tradeTimeframes?: string[];
  /** A recipe (YAML text) and how it is called; `paths` is then the one folder that it speaks of. */
  recipe?: { text: string; file: string };
  /** `sort`, `duplicates`: what may be done to files that are not in order. */
  repair?: string[];
  /** Reads and checks everything, and writes nothing. */
  dryRun?: boolean;
  hints?: ImportHints;
  limits?: Partial<ImportLimits>;
}

export interface ImportProgress {
  phase: 'looking' | 'reading' | 'writing';
  /** Bytes of the files on disk. */
  done: number;
  total: number;
  /** The file being read. */
  detail: string;
}

export interface ImportHooks {
  signal?: AbortSignal;
  onProgress?: (progress: ImportProgress) => void;
}

/**
 * Turns files into a recorded dataset: finds and recognises them, reads them in bounded memory, joins what
 * belongs together, and writes all of it or nothing.
 */
export class ImportService {
  readonly #store: DatasetStore;

  constructor(store: DatasetStore) {
    this.#store = store;
  }

  /** Throws a HindcastError that names the file, the row and the column of the first thing that is wrong. */
  async run(request: ImportRequest, hooks: ImportHooks = {}): Promise<ImportReport> {
    try {
      const [path] = request.paths;
      if (request.recipe || request.paths.length !== 1) return await this.#import(request, hooks);
      return (await this.#takeOver(resolve(path), request, hooks)) ?? (await this.#import(request, hooks));
    } catch (error) {
      if (hooks.signal?.aborted && !(error instanceof HindcastError)) throw cancelled();
      throw error;
    }
  }

  /** Takes a dataset over as it is, be it a folder or the archive of one; undefined when the path is neither. */
  async #takeOver(
    path: string,
    request: ImportRequest,
    hooks: ImportHooks,
  ): Promise<ImportReport | undefined> {
    if (!(await isZip(path))) return this.#adopt(path, request);
    const { cache } = this.#store.folders;
    await sweepScratch(cache, Date.now());
    const scratch = await makeScratch(cache);
    try {
      const limits = { ...DEFAULT_LIMITS, ...request.limits };
      const unpacked = await unpackDataset(path, scratch, limits, { signal: hooks.signal });
      return unpacked ? await this.#adopt(scratch, request) : undefined;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  async #adopt(folder: string, request: ImportRequest): Promise<ImportReport | undefined> {
    const foreign = await foreignManifest(folder);
    if (!foreign) return undefined;
    const name = checkDatasetName(request.name ?? foreign.name);
    if (request.dryRun) await this.#store.check(folder, foreign);
    else await this.#store.adopt(folder, foreign, name);
    return reportOfAdopted(name, foreign, request.dryRun ?? false);
  }

  async #import(request: ImportRequest, hooks: ImportHooks): Promise<ImportReport> {
    const recipe = request.recipe && parseRecipe(request.recipe.text, request.recipe.file);
    const draft = draftOf(request, recipe);
    const repairs = parseRepairs(request.repair ?? []);
    const limits = { ...DEFAULT_LIMITS, ...request.limits };
    hooks.onProgress?.({ phase: 'looking', done: 0, total: 0, detail: '' });
    const files =
      recipe && request.recipe
        ? await planRecipe(recipe, request.recipe.file, request.paths[0], limits)
        : await recogniseFiles(
            await findSources(request.paths, limits),
            request.hints ?? {},
            limits,
            hooks.signal,
          );
    const log = new ReadLog(limits, hooks.signal, progressOf(files.bytes, hooks), repairs);
    const { cache } = this.#store.folders;
    const mustSplit = 'tables' in files && files.tables.some(({ split }) => split);
    if (mustSplit) await sweepScratch(cache, Date.now());
    const scratch = mustSplit ? await makeScratch(cache) : '';
    try {
      const plan = 'symbols' in files ? files : await groupTables(files, request.hints?.symbol, scratch, log);
      if (repairs.includes('sort')) await findEarliest(plan, log);
      const timeframes = request.tradeTimeframes?.map(parseTimeframe);
      return await (request.dryRun
        ? check(draft.name, plan, timeframes, log)
        : this.#write(draft, plan, timeframes, log, hooks));
    } finally {
      if (mustSplit) await rm(scratch, { recursive: true, force: true });
    }
  }

  async #write(
    draft: DatasetDraft,
    plan: ImportPlan,
    timeframes: readonly Timeframe[] | undefined,
    log: ReadLog,
    hooks: ImportHooks,
  ): Promise<ImportReport> {
    const writer = await this.#store.create(draft);
    try {
      const read = await readAll(plan, timeframes, writer, log);
      hooks.onProgress?.({ phase: 'writing', done: plan.bytes, total: plan.bytes, detail: draft.name });
      await describeSources(writer, read, plan, log);
      log.signal?.throwIfAborted();
      const { digest } = await writer.commit();
      return reportOf(draft.name, read, plan, log, digest);
    } finally {
      await writer.abort();
    }
  }
}

function draftOf(request: ImportRequest, recipe: Recipe | undefined): DatasetDraft {
  const { label } = request;
  const paths = label ?? request.paths.map((path) => basename(resolve(path))).join(', ');
  return {
    name: checkDatasetName(request.name ?? recipe?.name ?? nameFrom(stem(label ?? request.paths[0] ?? '.'))),
    ...(recipe?.title ? { title: recipe.title } : {}),
    notes: recipe?.notes ?? [],
    origin: request.origin ?? recipe?.origin ?? `imported from ${paths}`,
    licence: request.licence ?? recipe?.licence ?? 'not stated',
    simulated: request.simulated ?? recipe?.simulated ?? false,
  };
}

/** A path's own name without what says how it is packed. */
function stem(path: string): string {
  return basename(resolve(path.replace(/ and \d+ more$/, ''))).replace(
    /\.(zip|(csv|tsv|txt|json|jsonl|parquet|feather|arrow)(\.gz)?)$/i,
    '',
  );
}

async function check(
  name: string,
  plan: ImportPlan,
  timeframes: readonly Timeframe[] | undefined,
  log: ReadLog,
): Promise<ImportReport> {
  return reportOf(name, await readAll(plan, timeframes, new DrySink(), log), plan, log, null);
}

async function readAll(
  plan: ImportPlan,
  timeframes: readonly Timeframe[] | undefined,
  target: Sink,
  log: ReadLog,
): Promise<ReadResult> {
  const facts: LaneFacts[] = [];
  const notes: string[] = [];
  const sink: Sink = {
    async lane(key): Promise<LaneSink> {
      const lane = await target.lane(key);
      facts.push(lane.facts);
      return lane;
    },
  };
  for (const symbol of plan.symbols) notes.push(...(await importSymbol(symbol, timeframes, sink, log)));
  if (!facts.some(({ rows }) => rows > 0)) throw noPrices(plan);
  return { facts: facts.filter(({ rows }) => rows > 0), notes };
}

function progressOf(total: number, hooks: ImportHooks): (bytes: number, file: string) => void {
  let done = 0;
  return (bytes, detail) => {
    done += bytes;
    hooks.onProgress?.({ phase: 'reading', done: Math.min(done, total), total, detail });
  };
}
