import { mkdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { HindcastError, parseTimeframe, type Timeframe } from '@hindcast/engine';
import {
  checkDatasetName,
  makeScratch,
  nameFrom,
  sweepScratch,
  type DatasetStore,
  type DatasetWriter,
  type LaneFacts,
  type LaneManifest,
} from '../../datasets/index.ts';
import { importSymbol } from './import-symbol.ts';
import type { ImportHints } from './kinds/recognise.ts';
import { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
import { groupBySymbol, recogniseFiles, type ImportPlan, type RecognisedFiles } from './plan-import.ts';
import { parseRecipe } from './recipe/parse-recipe.ts';
import { planRecipe } from './recipe/recipe-plan.ts';
import type { Recipe } from './recipe/recipe-schema.ts';
import { parseRepairs } from './repair.ts';
import { ReadLog, type FileReport } from './read-log.ts';
import { DrySink, type LaneSink, type Sink } from './sinks.ts';
import { findSources } from './source/find-sources.ts';
import type { IgnoredFile } from './source/source-file.ts';
import type { TablePlan } from './table-plan.ts';

export interface ImportRequest {
  /** Files and folders. */
  paths: string[];
  /** Name of the dataset; made of the first path's name when left out. */
  name?: string;
  origin?: string;
  licence?: string;
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

export type LaneReport = Pick<
  LaneManifest,
  'venue' | 'symbol' | 'timeframe' | 'rows' | 'range' | 'missingBars' | 'gaps' | 'coverage'
>;

/** What an import did, or a dry run would do. */
export interface ImportReport {
  name: string;
  dryRun: boolean;
  /** The written dataset's digest; null for a dry run. */
  digest: string | null;
  rows: number;
  lanes: LaneReport[];
  files: FileReport[];
  ignored: IgnoredFile[];
  notes: string[];
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
      return await this.#run(request, hooks);
    } catch (error) {
      if (hooks.signal?.aborted && !(error instanceof HindcastError)) throw cancelled();
      throw error;
    }
  }

  async #run(request: ImportRequest, hooks: ImportHooks): Promise<ImportReport> {
    const recipe = request.recipe && parseRecipe(request.recipe.text, request.recipe.file);
    const name = checkDatasetName(request.name ?? recipe?.name ?? nameFrom(stem(request.paths[0] ?? '.')));
    const repairs = parseRepairs(request.repair ?? []);
    const limits = { ...DEFAULT_LIMITS, ...request.limits };
    hooks.onProgress?.({ phase: 'looking', done: 0, total: 0, detail: '' });
    const recipePlan =
      recipe && request.recipe && (await planRecipe(recipe, request.recipe.file, request.paths[0], limits));
    const files = recipePlan ?? (await this.#recognise(request, limits, hooks));
    const log = new ReadLog(limits, hooks.signal, progressOf(files.bytes, hooks), repairs);
    const scratch =
      'tables' in files && files.tables.some(({ split }) => split) ? await this.#scratch() : undefined;
    try {
      const plan = 'symbols' in files ? files : await this.#grouped(files, request, log, scratch);
      if (repairs.includes('sort')) await findEarliest(plan, log);
      return await this.#write(name, request, recipe, plan, log, hooks);
    } finally {
      if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    }
  }

  async #recognise(
    request: ImportRequest,
    limits: ImportLimits,
    hooks: ImportHooks,
  ): Promise<RecognisedFiles> {
    const found = await findSources(request.paths, limits);
    return recogniseFiles(found, request.hints ?? {}, limits, hooks.signal);
  }

  /** Takes tables of several symbols apart, and sorts all of them by symbol. */
  async #grouped(
    files: RecognisedFiles,
    request: ImportRequest,
    log: ReadLog,
    scratch: string | undefined,
  ): Promise<ImportPlan> {
    const tables: TablePlan[] = [];
    for (const [i, table] of files.tables.entries()) {
      if (!table.split || scratch === undefined) {
        tables.push(table);
        continue;
      }
      const folder = join(scratch, String(i));
      await mkdir(folder);
      const parts = await log.split(table, folder);
      // Of one symbol only that is asked for; a part by itself is called as it was asked for.
      const wanted =
        request.hints?.symbol === undefined ? parts : parts.filter((part) => part.symbol === table.symbol);
      tables.push(
        ...(wanted.length === 0 && parts.length === 1 ? [{ ...parts[0], symbol: table.symbol }] : wanted),
      );
    }
    return { symbols: groupBySymbol(tables), ignored: files.ignored, bytes: files.bytes };
  }

  /** A folder that the next run sweeps if this one does not come to its end. */
  async #scratch(): Promise<string> {
    const { cache } = this.#store.folders;
    await sweepScratch(cache, Date.now());
    return makeScratch(cache);
  }

  async #write(
    name: string,
    request: ImportRequest,
    recipe: Recipe | undefined,
    plan: ImportPlan,
    log: ReadLog,
    hooks: ImportHooks,
  ): Promise<ImportReport> {
    const timeframes = request.tradeTimeframes?.map(parseTimeframe);
    if (request.dryRun) {
      const read = await readAll(plan, timeframes, new DrySink(), log);
      return report(name, request, read, plan, log, null);
    }
    const writer = await this.#store.create({
      name,
      origin:
        request.origin ?? `imported from ${request.paths.map((path) => basename(resolve(path))).join(', ')}`,
      licence: request.licence ?? recipe?.licence ?? 'not stated',
      simulated: recipe?.simulated ?? false,
    });
    try {
      const read = await readAll(plan, timeframes, writer, log);
      hooks.onProgress?.({ phase: 'writing', done: 1, total: 1, detail: name });
      const digest = await commit(writer, read, plan, log);
      return report(name, request, read, plan, log, digest);
    } finally {
      await writer.abort();
    }
  }
}

/** A path's own name without what says how it is packed. */
function stem(path: string): string {
  return basename(resolve(path)).replace(/\.(zip|(csv|tsv|txt|json|jsonl|parquet)(\.gz)?)$/i, '');
}

/** Files are opened when their first row is due: where rows are not in order, that row has to be looked for. */
async function findEarliest(plan: ImportPlan, log: ReadLog): Promise<void> {
  for (const { bars, series, trades, liquidations } of plan.symbols) {
    for (const table of [...[...bars.values()].flat(), ...series, ...trades, ...liquidations]) {
      table.firstTime = await log.earliest(table);
    }
  }
}

interface ReadResult {
  facts: LaneFacts[];
  notes: string[];
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

async function commit(
  writer: DatasetWriter,
  read: ReadResult,
  plan: ImportPlan,
  log: ReadLog,
): Promise<string> {
  const sources = log.reports().map(({ file, kind, rows, range }) => ({ file, kind, rows, range }));
  writer.describe(sources, allNotes(read, plan, log));
  log.signal?.throwIfAborted();
  return (await writer.commit()).digest;
}

function report(
  name: string,
  request: ImportRequest,
  read: ReadResult,
  plan: ImportPlan,
  log: ReadLog,
  digest: string | null,
): ImportReport {
  const lanes = read.facts.map(({ key, rows, range, missingBars, gaps, coverage }) => ({
    ...key,
    rows,
    range,
    missingBars,
    gaps,
    coverage,
  }));
  return {
    name,
    dryRun: request.dryRun ?? false,
    digest,
    rows: lanes.reduce((sum, lane) => sum + lane.rows, 0),
    lanes,
    files: log.reports(),
    ignored: plan.ignored,
    notes: allNotes(read, plan, log),
  };
}

function allNotes(read: ReadResult, plan: ImportPlan, log: ReadLog): string[] {
  const ofFiles = log.reports().flatMap(({ file, notes }) => notes.map((note) => `${file}: ${note}`));
  const ofIgnored = plan.ignored.map(({ file, note }) => `${file} is left out: ${note}`);
  return [...read.notes, ...ofFiles, ...ofIgnored];
}

function progressOf(total: number, hooks: ImportHooks): (bytes: number, file: string) => void {
  let done = 0;
  return (bytes, detail) => {
    done += bytes;
    hooks.onProgress?.({ phase: 'reading', done: Math.min(done, total), total, detail });
  };
}

function noPrices(plan: ImportPlan): HindcastError {
  const kinds = new Set(
    plan.symbols.flatMap((s) =>
      [...s.series, ...s.liquidations, ...[...s.bars.values()].flat()].map(({ kind }) => kind),
    ),
  );
  const held = kinds.size > 0 ? `They hold ${[...kinds].join(', ')} only.` : 'No file holds a table.';
  return new HindcastError(
    'IMPORT_NO_PRICES',
    `There are no prices in these files. ${held}`,
    'Add klines, OHLC bars or trades of the same symbols: a dataset is made of bars.',
  );
}

function cancelled(): HindcastError {
  return new HindcastError(
    'IMPORT_CANCELLED',
    'Cancelled: nothing was imported.',
    'Start it again when you like.',
  );
}
