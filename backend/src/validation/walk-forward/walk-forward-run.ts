import { availableParallelism } from 'node:os';
import { walkForwardEfficiency, type WalkForwardSplit } from '@hindcast/engine/statistics';
import {
  dayEndsOf,
  OUTCOME_DOCS,
  searchOver,
  type OutcomeNumbers,
  type Scored,
  type Window,
} from '@hindcast/engine/sweep';
import { seededRandom } from '@hindcast/engine/testing';
import { missingText } from '@hindcast/engine/validation';
import type { DatasetStore } from '../../datasets/index.ts';
import { VERSION } from '../../version.ts';
import { missingIn, openWork, type OpenWork } from '../sweep/open-work.ts';
import { compilerOf } from '../sweep/strategy-source.ts';
import { longestHolding } from './longest-holding.ts';
import { planOf, stepsOf, type Plan } from './walk-forward-plan.ts';
import { identityOf, settle, type Settled } from '../sweep/sweep-settings.ts';
import {
  TrialDesk,
  type CheckResult,
  type TrialAnswer,
  type TrialJob,
  type TrialResult,
} from '../sweep/trial-jobs.ts';
import { openPool, type TrialPool } from '../sweep/trial-pool.ts';
import { trialKey, TrialLedger, variantsTried } from '../trial-ledger.ts';
import {
  equityOf,
  judgeStitched,
  monteCarlo,
  overallEfficiency,
  stitch,
  tradesOf,
  wordFor,
  type StepRecord,
} from './stitched-record.ts';
import type { WalkForwardHooks, WalkForwardReport, WalkForwardRequest } from './walk-forward-types.ts';

export type {
  WalkForwardHooks,
  WalkForwardReport,
  WalkForwardRequest,
  WalkForwardStep,
} from './walk-forward-types.ts';

/** Of a search that is no grid, in each training. */
export const TRIALS_PER_TRAINING = 100;

/**
 * Optimises on one stretch of time and trades the next with what was found, again and again; what counts is the record of the stretches
 * that were traded without having been looked at. The search inside each training is judged by the objective alone.
 *
 * @throws HindcastError WALK_FORWARD_PLAN, SWEEP_… (as a sweep), STRATEGY_…, DATASET_UNKNOWN, INTERRUPTED
 */
export async function runWalkForward(
  store: DatasetStore,
  request: WalkForwardRequest,
  hooks: WalkForwardHooks = {},
): Promise<WalkForwardReport> {
  const compile = await compilerOf(request.strategy);
  const settled = settle(request, compile, TRIALS_PER_TRAINING);
  const work = await openWork(store, request, settled.names, settled.equity, settled.costs);
  try {
    const { grid } = await TrialDesk.open(work.work);
    const [{ timeframe }] = work.lanes;
    const plan = planOf(request, timeframe, longestHolding(settled.dimensions, compile));
    const splits = stepsOf(plan, work.traded, timeframe, grid.openTime[0]);
    const pool = await openPool(work.work, request.workers ?? availableParallelism(), hooks.signal);
    try {
      const walk = new WalkForward(settled, work, pool, grid, hooks);
      const steps: StepRecord[] = [];
      for (const split of splits) steps.push(await walk.step(split, steps.length, splits.length));
      return await walk.report(steps, plan, TrialLedger.beside(store.folders));
    } finally {
      await pool.close();
    }
  } finally {
    work.close();
  }
}

class WalkForward {
  readonly #settled: Settled;
  readonly #work: OpenWork;
  readonly #pool: TrialPool;
  readonly #grid: TrialDesk['grid'];
  readonly #hooks: WalkForwardHooks;
  #tried = 0;
  /** Whether any trial has traded at all. */
  #traded = false;

  constructor(
    settled: Settled,
    work: OpenWork,
    pool: TrialPool,
    grid: TrialDesk['grid'],
    hooks: WalkForwardHooks,
  ) {
    this.#settled = settled;
    this.#work = work;
    this.#pool = pool;
    this.#grid = grid;
    this.#hooks = hooks;
  }

  async step(split: WalkForwardSplit, index: number, total: number): Promise<StepRecord> {
    const training = { from: split.trainFrom, to: split.trainTo };
    const best = await this.#optimise(training, index, total);
    const test = { from: split.testFrom, to: split.testTo };
    const times = { train: this.#times(training), test: this.#times(test) };
    if (!best) {
      const nothing = { values: null, trained: null, tested: null, efficiency: NaN };
      const days = daysOf(this.#grid, test).map((end) => ({ end, change: 0 }));
      return { ...times, ...nothing, days, trades: [], split };
    }
    const [trained, tested] = await this.#again(best.values, [training, test]);
    const gain = (numbers: OutcomeNumbers): number => numbers.returnPct;
    const efficiency = walkForwardEfficiency(
      gain(trained.numbers),
      training.to - training.from,
      gain(tested.numbers),
      test.to - test.from,
    );
    return {
      ...times,
      values: best.values,
      trained: trained.numbers,
      tested: tested.numbers,
      efficiency,
      days: daysOf(this.#grid, test).map((end, k) => ({ end, change: tested.daily![k] })),
      trades: [...tested.trades],
      split,
    };
  }

  /** The best trial of a search over the training rows; undefined where none counts. */
  async #optimise(
    window: Window,
    index: number,
    total: number,
  ): Promise<{ values: readonly number[]; numbers: OutcomeNumbers } | undefined> {
    const { dimensions, method, trials, seed, objective, minTrades } = this.#settled;
    const search = searchOver(dimensions, method, trials, seededRandom(seed).fork(index));
    const scored: (Scored & { numbers: OutcomeNumbers })[] = [];
    for (let from = 0; from < search.trials; from += search.batch) {
      const values = search.propose(from, Math.min(search.trials, from + search.batch), scored);
      const before = scored.length;
      const tell = (done: number): void =>
        this.#hooks.onProgress?.(
          index + (before + done) / search.trials,
          total,
          `training ${index + 1} of ${total}`,
        );
      const results = await this.#run(values, window, tell);
      results.forEach(({ numbers }, k) => {
        if (numbers.trades > 0) this.#traded = true;
        const short = numbers.trades < minTrades;
        const score = short ? NaN : numbers[objective] * (OUTCOME_DOCS[objective].better === -1 ? -1 : 1);
        scored.push({ values: values[k], score, numbers });
      });
    }
    this.#tried += scored.length;
    return scored.reduce<(typeof scored)[number] | undefined>(
      (best, trial) => (trial.score > (best?.score ?? -Infinity) ? trial : best),
      undefined,
    );
  }

  /** Tells how many are done as they are: a grid is asked for all at once. */
  async #run(
    values: readonly (readonly number[])[],
    window: Window,
    tell: (done: number) => void,
  ): Promise<TrialResult[]> {
    const size = Math.max(1, Math.min(250, Math.ceil(values.length / 16)));
    const jobs: TrialJob[] = [];
    for (let from = 0; from < values.length; from += size) {
      const part = values.slice(from, from + size);
      jobs.push({ kind: 'trials', values: part, keep: part.map(() => false), window });
    }
    const answers = new Array<readonly TrialResult[]>(jobs.length);
    let done = 0;
    await this.#pool.run(jobs, (index, answer) => {
      answers[index] = (answer as Extract<TrialAnswer, { results: readonly TrialResult[] }>).results;
      tell((done += answers[index].length));
    });
    return answers.flat();
  }

  /** What is shown of a step has gone through the pipeline as well, over the same rows, and has come to the same. */
  async #again(values: readonly number[], windows: readonly Window[]): Promise<CheckResult[]> {
    const results = new Array<CheckResult>(windows.length);
    await this.#pool.run(
      windows.map((window): TrialJob => ({ kind: 'check', values, window })),
      (index, answer) => {
        results[index] = answer as CheckResult;
      },
    );
    return results;
  }

  #times({ from, to }: Window): { from: number; to: number } {
    const { openTime, timeframeMs } = this.#grid;
    return { from: openTime[from], to: openTime[to - 1] + timeframeMs };
  }

  async report(steps: readonly StepRecord[], plan: Plan, ledger: TrialLedger): Promise<WalkForwardReport> {
    const { dataset, strategy, lanes } = this.#work;
    const { dimensions, objective, seed, equity: start } = this.#settled;
    const searched = { digest: dataset.digest, strategy: strategy.hash, lanes };
    const key = trialKey({ walkForward: identityOf(this.#settled, searched), plan: plan.shown });
    const earlier = variantsTried((await ledger.read(dataset.digest)).filter((entry) => entry.key !== key));
    const days = stitch(steps);
    const equity = equityOf(days, start);
    const daily = Float64Array.from(days, ({ change }) => change);
    const outOfSample = judgeStitched(steps, daily, equity.value, start, earlier);
    const efficiency = overallEfficiency(steps);
    const judged = wordFor(outOfSample, efficiency, this.#tried + earlier);
    const why = this.#traded ? '' : missingText(missingIn(this.#work));
    const document = {
      dataset: { name: dataset.name, digest: dataset.digest, simulated: dataset.manifest.simulated },
      strategy: { name: strategy.name, hash: strategy.hash },
      lanes,
      dimensions,
      plan: plan.shown,
      objective,
      seed,
      steps: steps.map(({ days: _, split: __, trades: ___, ...step }) => step),
      equity,
      outOfSample,
      efficiency,
      monteCarlo: monteCarlo(daily, tradesOf(steps, start), start, seed),
      word: judged.word,
      sentence: why === '' ? judged.sentence : `${judged.sentence} ${why}`,
      engineVersion: VERSION,
    };
    await ledger.append(dataset.digest, [
      {
        key,
        kind: 'walk-forward',
        what: `${strategy.name}: ${plan.shown.mode} walk-forward over ${dimensions.map(({ name }) => name).join(', ')}; ${document.word}`,
        trials: this.#tried,
        pValues: [],
        sharpe: Number.isFinite(outOfSample.sharpe) ? outOfSample.sharpe : null,
        sharpeVariance: null,
      },
    ]);
    return document;
  }
}

/** When the UTC days of a stretch end, or what it has of them: the close of the last bar of each. */
function daysOf({ openTime, timeframeMs }: TrialDesk['grid'], { from, to }: Window): number[] {
  const rows = Array.from(dayEndsOf(openTime, timeframeMs, to)).filter((row) => row >= from);
  return rows.map((row) => openTime[row] + timeframeMs);
}
