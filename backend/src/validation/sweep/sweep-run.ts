import { availableParallelism } from 'node:os';
import {
  judgeSweep,
  MOST_SAMPLED,
  plateaus,
  searchOver,
  stratifiedSample,
  type Search,
  type Stability,
  type SweepJudgement,
} from '@hindcast/engine/sweep';
import { seededRandom } from '@hindcast/engine/testing';
import { missingText } from '@hindcast/engine/validation';
import type { DatasetStore } from '../../datasets/index.ts';
import { VERSION } from '../../version.ts';
import { triesOf, trialKey, TrialLedger, type Trial } from '../trial-ledger.ts';
import { missingIn, openWork, type OpenWork } from './open-work.ts';
import { sweepIdOf } from './sweep-identity.ts';
import { bestOf, DEFAULT_TRIALS, settle, type Settled } from './sweep-settings.ts';
import { isInterruption, sweepInterrupted } from './stopped-sweep.ts';
import { compilerOf } from './strategy-source.ts';
import { SweepStore } from './sweep-store.ts';
import type { SweepHooks, SweepProgress, SweepReport, SweepRequest } from './sweep-types.ts';
import type { ReportResult, TrialAnswer, TrialJob, TrialResult } from './trial-jobs.ts';
import { TrialList } from './trial-list.ts';
import { openPool, type TrialPool } from './trial-pool.ts';

export type { SweepHooks, SweepProgress, SweepReport, SweepRequest, SweepTrial } from './sweep-types.ts';

/** Most trials that one message to a thread carries. */
const MOST_PER_JOB = 250;
/** The most stable trials that are shown. */
const PLATEAUS = 20;

/**
 * Runs a sweep. What is finished is kept on disk as it finishes: the same sweep asked for again goes on where it was. The result does not
 * depend on the number of workers, on their order, or on how often it was interrupted.
 *
 * @throws HindcastError SWEEP_NAME, SWEEP_RANGE, SWEEP_TOO_LARGE, SWEEP_BEST, STRATEGY_…, DATASET_UNKNOWN, LANE_UNKNOWN, INTERRUPTED
 */
export async function runSweep(
  store: DatasetStore,
  request: SweepRequest,
  hooks: SweepHooks = {},
): Promise<SweepReport> {
  const best = bestOf(request);
  const settled = settle(request, await compilerOf(request.strategy), DEFAULT_TRIALS);
  const work = await openWork(store, request, settled.names, settled.equity, settled.costs);
  try {
    const id = sweepIdOf(settled, {
      digest: work.dataset.digest,
      strategy: work.strategy.hash,
      lanes: work.lanes,
    });
    const disk = new SweepStore(store.folders, id);
    const sweep = new Sweep(id, { ...request, best }, settled, work, disk, hooks);
    return await sweep.run(TrialLedger.beside(store.folders));
  } finally {
    work.close();
  }
}

class Sweep {
  readonly #id: string;
  readonly #request: SweepRequest & { readonly best: number };
  readonly #settled: Settled;
  readonly #work: OpenWork;
  readonly #disk: SweepStore;
  readonly #hooks: SweepHooks;
  readonly #search: Search;
  /**
   * Trials whose daily returns are kept: an even share of those that were chosen without regard to results. What a search has learnt from
   * the whole of time cannot be asked how it does in a part of it.
   */
  readonly #sample: ReadonlySet<number>;
  readonly #list: TrialList;
  #walked = 0;
  #resumed = 0;
  #known = 0;

  constructor(
    id: string,
    request: SweepRequest & { readonly best: number },
    settled: Settled,
    work: OpenWork,
    disk: SweepStore,
    hooks: SweepHooks,
  ) {
    this.#id = id;
    this.#request = request;
    this.#settled = settled;
    this.#work = work;
    this.#disk = disk;
    this.#hooks = hooks;
    const random = seededRandom(settled.seed);
    this.#search = searchOver(settled.dimensions, settled.method, settled.trials, random);
    this.#sample = stratifiedSample(this.#search.blind, MOST_SAMPLED, random.fork('sample'));
    this.#list = new TrialList(settled);
  }

  async run(ledger: TrialLedger): Promise<SweepReport> {
    const { digest } = this.#work.dataset;
    await this.#disk.begin({
      ...this.#settled,
      dataset: digest,
      strategy: this.#request.strategy.text,
      lanes: this.#work.lanes,
      engine: VERSION,
    });
    const known = this.#request.fresh ? new Map<number, TrialResult>() : await this.#disk.read();
    this.#known = known.size;
    const workers = Math.min(
      this.#request.workers ?? availableParallelism(),
      Math.ceil(this.#settled.trials / 8),
    );
    const pool = await openPool(this.#work.work, workers, this.#hooks.signal);
    try {
      await this.#runTrials(pool, known);
      const order = this.#list.ranked();
      const reports = await this.#report(pool, order.slice(0, this.#request.best));
      const stable = plateaus(this.#settled.dimensions, this.#list.trials).slice(0, PLATEAUS);
      await this.#check(pool, stable, order.slice(0, reports.length));
      // As late as can be: others may have been tried while this one ran.
      const earlier = (await ledger.read(digest)).filter(({ key }) => key !== this.#key);
      const judgement = this.#judge(order[0], reports[0], triesOf(earlier));
      const sharpe = reports[0]?.report.numbers.sharpe ?? null;
      await ledger.append(digest, [this.#entry(judgement.word, this.#settled.trials, sharpe)]);
      return await this.#write(order, reports, stable, judgement);
    } catch (error) {
      // Whoever stops it has seen what was done by then.
      if (this.#list.done > 0) await ledger.append(digest, [this.#entry('stopped', this.#list.done, null)]);
      if (!isInterruption(error)) throw error;
      throw sweepInterrupted(this.#list.done, this.#settled.trials, this.#disk.folder);
    } finally {
      await pool.close();
    }
  }

  /** Batch after batch; within a batch in pieces, as threads become free. */
  async #runTrials(pool: TrialPool, known: ReadonlyMap<number, TrialResult>): Promise<void> {
    const { trials } = this.#settled;
    for (let from = 0; from < trials; from += this.#search.batch) {
      const to = Math.min(trials, from + this.#search.batch);
      const values = this.#search.propose(from, to, this.#list.trials);
      const pieces = this.#pieces(from, to, values, known);
      await pool.run(
        pieces.map((piece): TrialJob => ({
          kind: 'trials',
          values: values.slice(piece.from - from, piece.to - from),
          keep: Array.from({ length: piece.to - piece.from }, (_, k) => this.#sample.has(piece.from + k)),
        })),
        async (index, answer) => {
          const { results, walked } = answer as Extract<TrialAnswer, { results: readonly TrialResult[] }>;
          const piece = pieces[index];
          this.#walked += walked;
          await this.#disk.append(piece.from, results);
          this.#take(piece.from, values.slice(piece.from - from, piece.to - from), results);
        },
      );
    }
  }

  /** What of a batch has still to be run, cut into pieces; what is on disk is taken at once. */
  #pieces(
    from: number,
    to: number,
    values: number[][],
    known: ReadonlyMap<number, TrialResult>,
  ): { from: number; to: number }[] {
    const most = Math.max(1, Math.min(MOST_PER_JOB, Math.ceil((to - from) / 32)));
    const pieces: { from: number; to: number }[] = [];
    for (let index = from; index < to; index++) {
      const found = known.get(index);
      if (found) {
        this.#resumed++;
        this.#take(index, [values[index - from]], [found]);
        continue;
      }
      const last = pieces.at(-1);
      if (last && last.to === index && index - last.from < most) last.to++;
      else pieces.push({ from: index, to: index + 1 });
    }
    return pieces;
  }

  #take(from: number, values: readonly number[][], results: readonly TrialResult[]): void {
    const fresh = this.#list.take(from, values, results);
    this.#hooks.onTrials?.(fresh);
    this.#tell('trials', this.#list.done, this.#settled.trials);
  }

  #tell(stage: SweepProgress['stage'], done: number, total: number): void {
    this.#hooks.onProgress?.({ done, total, stage, known: this.#known, best: this.#list.best });
  }

  async #report(pool: TrialPool, order: readonly number[]): Promise<ReportResult[]> {
    const reports = new Array<ReportResult>(order.length);
    let done = 0;
    await pool.run(
      order.map((index): TrialJob => ({ kind: 'report', values: this.#list.trials[index].values })),
      (k, answer) => {
        reports[k] = answer as ReportResult;
        this.#tell('reports', ++done, order.length);
      },
    );
    return reports;
  }

  /** What is shown as stable has gone through the pipeline as well: what is among the best has, the rest does so here. */
  async #check(pool: TrialPool, stable: readonly Stability[], reported: readonly number[]): Promise<void> {
    const rest = stable.filter(({ trial }) => !reported.includes(trial));
    let done = 0;
    await pool.run(
      rest.map(({ trial }): TrialJob => ({ kind: 'check', values: this.#list.trials[trial].values })),
      () => this.#tell('reports', ++done, rest.length),
    );
  }

  #judge(best: number | undefined, report: ReportResult | undefined, earlier: number[]): SweepJudgement {
    // A trial that does not count could not have been chosen, in no part of the time.
    const sample = this.#list.results.flatMap(({ daily }, index) => {
      const eligible =
        index !== best && this.#sample.has(index) && !Number.isNaN(this.#list.trials[index].score);
      return daily && eligible ? [daily] : [];
    });
    return judgeSweep({
      best: report?.daily ?? new Float64Array(0),
      sample: report ? [report.daily, ...sample] : sample,
      sharpes: this.#list.results.map(({ dailySharpe }) => dailySharpe),
      blind: this.#search.blind,
      earlier,
      random: seededRandom(this.#settled.seed).fork('judge'),
    });
  }

  get #key(): string {
    return trialKey({ sweep: this.#id });
  }

  #entry(word: string, trials: number, sharpe: number | null): Trial {
    const { method, names } = this.#settled;
    return {
      key: this.#key,
      kind: 'sweep',
      what: `${this.#work.strategy.name}: ${method} over ${names.join(', ')}; ${word}`,
      trials,
      pValues: [],
      sharpe,
      sharpeVariance: null,
    };
  }

  /** What to know about the search, or about the recording where nothing was traded. */
  #notes(): string[] {
    const { method, trials } = this.#settled;
    const asked = this.#request.trials;
    const few = method !== 'grid' && asked !== undefined && asked > trials;
    return [
      ...(few
        ? [`There are only ${trials} different trials, ${asked} were asked for: each was made once.`]
        : []),
      ...(this.#list.trials.some(({ numbers }) => numbers.trades > 0)
        ? []
        : [missingText(missingIn(this.#work))]),
    ].filter((note) => note !== '');
  }

  async #write(
    order: readonly number[],
    reports: readonly ReportResult[],
    stable: readonly Stability[],
    judgement: SweepJudgement,
  ): Promise<SweepReport> {
    const { dataset, lanes, strategy, whyBarByBar } = this.#work;
    const { dimensions, method, objective, minTrades, seed, trials } = this.#settled;
    const report: SweepReport = {
      id: this.#id,
      dataset: { name: dataset.name, digest: dataset.digest, simulated: dataset.manifest.simulated },
      strategy: { name: strategy.name, hash: strategy.hash },
      lanes,
      ...{ dimensions, method, objective, minTrades, seed },
      trials: this.#list.trials,
      best: reports.map(({ report: own }, k) => ({ trial: order[k], report: own })),
      plateaus: stable,
      judgement,
      how: {
        walked: this.#walked,
        barByBar: trials - this.#resumed - this.#walked,
        resumed: this.#resumed,
        why: whyBarByBar,
        notes: this.#notes(),
      },
      engineVersion: VERSION,
    };
    await this.#disk.write('report.json', report);
    return report;
  }
}
