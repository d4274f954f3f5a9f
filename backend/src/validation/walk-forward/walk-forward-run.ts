import { availableParallelism } from 'node:os';
import { barsIn, DAY, HindcastError } from '@hindcast/engine';
import { DEFAULT_COSTS, type Costs } from '@hindcast/engine/simulation';
import {
  deflatedSharpe,
  monteCarloTrades,
  sharpeMoments,
  walkForwardEfficiency,
  walkForwardSplits,
  type MonteCarloTrades,
  type WalkForwardSplit,
} from '@hindcast/engine/statistics';
import {
  MOST_TRIALS,
  OUTCOME_DOCS,
  searchOver,
  type Dimension,
  type OutcomeName,
  type OutcomeNumbers,
  type Scored,
  type SearchMethod,
} from '@hindcast/engine/sweep';
import { seededRandom } from '@hindcast/engine/testing';
import type { DatasetStore } from '../../datasets/index.ts';
import type { LaneWish, StrategyFile } from '../../simulation/run/index.ts';
import { VERSION } from '../../version.ts';
import { openWork, type OpenWork } from '../sweep/open-work.ts';
import { TrialDesk, type TrialAnswer, type TrialJob, type TrialResult } from '../sweep/trial-jobs.ts';
import { openPool, type TrialPool } from '../sweep/trial-pool.ts';
import { trialKey, TrialLedger, variantsTried } from '../trial-ledger.ts';

export interface WalkForwardRequest extends LaneWish {
  readonly dataset: string;
  readonly strategy: StrategyFile;
  readonly dimensions: readonly Dimension[];
  readonly method?: SearchMethod;
  readonly trials?: number;
  readonly objective?: OutcomeName;
  /** Trials with fewer trades in training do not count. */
  readonly minTrades?: number;
  readonly mode?: 'rolling' | 'anchored';
  /** Days of training, of test, and left out between them. */
  readonly trainDays: number;
  readonly testDays: number;
  /** Bars by which a trade reaches ahead: taken off the end of training. */
  readonly purgeBars?: number;
  readonly embargoBars?: number;
  readonly seed?: string | number;
  readonly equity?: number;
  readonly costs?: Costs;
  readonly workers?: number;
}

/** One step: what was chosen in training and what it did in the test. */
export interface WalkForwardStep {
  readonly train: { readonly from: number; readonly to: number };
  readonly test: { readonly from: number; readonly to: number };
  /** Values chosen, in the order of the dimensions; null where no trial counted, so that nothing was traded. */
  readonly values: readonly number[] | null;
  readonly trained: OutcomeNumbers | null;
  readonly tested: OutcomeNumbers | null;
  readonly efficiency: number;
}

export interface WalkForwardReport {
  readonly dataset: { readonly name: string; readonly digest: string; readonly simulated: boolean };
  readonly strategy: { readonly name: string; readonly hash: string };
  readonly lanes: OpenWork['lanes'];
  readonly dimensions: readonly Dimension[];
  readonly plan: {
    readonly mode: 'rolling' | 'anchored';
    readonly trainDays: number;
    readonly testDays: number;
    readonly purgeBars: number;
    readonly embargoBars: number;
  };
  readonly objective: OutcomeName;
  readonly seed: string | number;
  readonly steps: readonly WalkForwardStep[];
  /** Out-of-sample equity at day ends, test after test, compounded. */
  readonly equity: { readonly time: readonly number[]; readonly value: readonly number[] };
  readonly outOfSample: {
    readonly returnPct: number;
    readonly sharpe: number;
    readonly maxDrawdownPct: number;
    readonly trades: number;
    readonly wins: number;
    /** Probability that the true Sharpe ratio is above what so many tries show by chance. */
    readonly deflatedSharpe: number;
  };
  /** What of the gain per row in training was left in the tests. */
  readonly efficiency: number;
  /** Of days drawn in blocks and in another order: how deep could it have gone? Null with too few days. */
  readonly monteCarlo: { readonly shuffled: MonteCarloTrades; readonly blocks: MonteCarloTrades } | null;
  readonly word: 'holds' | 'does not hold';
  readonly sentence: string;
  readonly engineVersion: string;
}

export interface WalkForwardHooks {
  onProgress?: (done: number, total: number, detail: string) => void;
  signal?: AbortSignal;
}

const YEAR_DAYS = 365;
const DEFAULT_TRIALS = 100;

/**
 * Optimises on one stretch of time and trades the next with what was found, again and again; what counts is the record of the stretches
 * that were traded without having been looked at. The search inside each training is judged by the objective alone.
 *
 * @throws HindcastError WALK_FORWARD_PLAN, SWEEP_…, STRATEGY_…, DATASET_UNKNOWN, INTERRUPTED
 */
export async function runWalkForward(
  store: DatasetStore,
  request: WalkForwardRequest,
  hooks: WalkForwardHooks = {},
): Promise<WalkForwardReport> {
  const { equity = 10_000, costs = DEFAULT_COSTS } = request;
  const names = request.dimensions.map(({ name }) => name);
  const work = await openWork(store, request, names, equity, costs);
  try {
    const { grid } = await TrialDesk.open(work.work);
    const plan = planOf(request, work);
    const splits = walkForwardSplits({ rows: grid.rows, ...plan.rows });
    const pool = await openPool(work.work, request.workers ?? availableParallelism(), hooks.signal);
    try {
      const walk = new WalkForward(request, work, pool, grid, hooks);
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

interface Plan {
  readonly rows: {
    train: number;
    test: number;
    mode: 'rolling' | 'anchored';
    purge: number;
    embargo: number;
  };
  readonly shown: WalkForwardReport['plan'];
}

/** A trade reaches as far ahead as it may be held: that many bars are purged unless somebody says otherwise. */
function planOf(request: WalkForwardRequest, { lanes, strategy }: OpenWork): Plan {
  const { mode = 'rolling', trainDays, testDays, embargoBars = 0 } = request;
  const held = Number.isFinite(strategy.maxHolding) ? strategy.maxHolding : 48;
  const { purgeBars = held } = request;
  const perDay = barsIn(DAY, lanes[0].timeframe);
  const rows = {
    train: Math.round(trainDays * perDay),
    test: Math.round(testDays * perDay),
    mode,
    purge: purgeBars,
    embargo: embargoBars,
  };
  return { rows, shown: { mode, trainDays, testDays, purgeBars, embargoBars } };
}

interface StepRecord extends WalkForwardStep {
  readonly daily: Float64Array;
  readonly split: WalkForwardSplit;
}

class WalkForward {
  readonly #request: WalkForwardRequest;
  readonly #work: OpenWork;
  readonly #pool: TrialPool;
  readonly #grid: TrialDesk['grid'];
  readonly #hooks: WalkForwardHooks;
  #tried = 0;

  constructor(
    request: WalkForwardRequest,
    work: OpenWork,
    pool: TrialPool,
    grid: TrialDesk['grid'],
    hooks: WalkForwardHooks,
  ) {
    this.#request = request;
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
      const days = Math.round((split.testTo - split.testFrom) / barsIn(DAY, this.#work.lanes[0].timeframe));
      const nothing = { values: null, trained: null, tested: null, efficiency: NaN };
      return { ...times, ...nothing, daily: new Float64Array(Math.max(1, days)), split };
    }
    const [result] = await this.#run([best.values], true, test);
    const gain = (numbers: OutcomeNumbers): number => numbers.returnPct;
    const efficiency = walkForwardEfficiency(
      gain(best.numbers),
      training.to - training.from,
      gain(result.numbers),
      test.to - test.from,
    );
    return {
      ...times,
      values: best.values,
      trained: best.numbers,
      tested: result.numbers,
      efficiency,
      daily: result.daily!,
      split,
    };
  }

  /** The best trial of a search over the training rows; undefined where none counts. */
  async #optimise(
    window: { from: number; to: number },
    index: number,
    total: number,
  ): Promise<{ values: readonly number[]; numbers: OutcomeNumbers } | undefined> {
    const {
      dimensions,
      method = 'grid',
      trials = DEFAULT_TRIALS,
      seed = 1,
      objective = 'sharpe',
    } = this.#request;
    const search = searchOver(dimensions, method, trials, seededRandom(seed).fork(index));
    if (search.trials > MOST_TRIALS) throw tooMany(search.trials);
    const scored: (Scored & { numbers: OutcomeNumbers })[] = [];
    for (let from = 0; from < search.trials; from += search.batch) {
      const values = search.propose(from, Math.min(search.trials, from + search.batch), scored);
      const results = await this.#run(values, false, window);
      results.forEach(({ numbers }, k) => {
        const short = numbers.trades < (this.#request.minTrades ?? 10);
        const score = short ? NaN : numbers[objective] * (OUTCOME_DOCS[objective].better === -1 ? -1 : 1);
        scored.push({ values: values[k], score, numbers });
      });
      this.#hooks.onProgress?.(
        index + scored.length / search.trials,
        total,
        `training ${index + 1} of ${total}`,
      );
    }
    this.#tried += scored.length;
    return scored.reduce<(typeof scored)[number] | undefined>(
      (best, trial) => (trial.score > (best?.score ?? -Infinity) ? trial : best),
      undefined,
    );
  }

  async #run(
    values: readonly (readonly number[])[],
    keep: boolean,
    window: { from: number; to: number },
  ): Promise<TrialResult[]> {
    const size = Math.max(1, Math.min(250, Math.ceil(values.length / 16)));
    const jobs: TrialJob[] = [];
    for (let from = 0; from < values.length; from += size) {
      const part = values.slice(from, from + size);
      jobs.push({ kind: 'trials', values: part, keep: part.map(() => keep), window });
    }
    const answers = new Array<readonly TrialResult[]>(jobs.length);
    await this.#pool.run(jobs, (index, answer) => {
      answers[index] = (answer as Extract<TrialAnswer, { results: readonly TrialResult[] }>).results;
    });
    return answers.flat();
  }

  #times({ from, to }: { from: number; to: number }): { from: number; to: number } {
    const { openTime, timeframeMs } = this.#grid;
    return { from: openTime[from], to: openTime[to - 1] + timeframeMs };
  }

  async report(steps: readonly StepRecord[], plan: Plan, ledger: TrialLedger): Promise<WalkForwardReport> {
    const { dataset, strategy, lanes } = this.#work;
    const { dimensions, objective = 'sharpe', seed = 1, equity: start = 10_000 } = this.#request;
    const key = trialKey({
      walkForward: { ...this.#request, strategy: strategy.hash },
      dataset: dataset.digest,
      engine: VERSION,
    });
    const earlier = variantsTried((await ledger.read(dataset.digest)).filter((entry) => entry.key !== key));
    const daily = Float64Array.from(steps.flatMap((step) => Array.from(step.daily)));
    const equity = stitch(steps, start);
    const outOfSample = this.#judge(steps, daily, equity.value, start, earlier);
    const efficiency = overallEfficiency(steps);
    const document = {
      dataset: { name: dataset.name, digest: dataset.digest, simulated: dataset.manifest.simulated },
      strategy: { name: strategy.name, hash: strategy.hash },
      lanes,
      dimensions,
      plan: plan.shown,
      objective,
      seed,
      steps: steps.map(({ daily: _, split: __, ...step }) => step),
      equity,
      outOfSample,
      efficiency,
      monteCarlo: monteCarlo(equity.value, start, seed),
      ...wordFor(outOfSample, efficiency, this.#tried + earlier),
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

  /** The stitched record is one track record, found by so many tries before it. */
  #judge(
    steps: readonly StepRecord[],
    daily: Float64Array,
    equity: readonly number[],
    start: number,
    earlier: number,
  ): WalkForwardReport['outOfSample'] {
    const moments = sharpeMoments(daily);
    const tested = steps.flatMap(({ tested: numbers }) => (numbers ? [numbers] : []));
    return {
      returnPct: 100 * (equity[equity.length - 1] / start - 1),
      sharpe: moments.ok ? moments.sharpe * Math.sqrt(YEAR_DAYS) : NaN,
      maxDrawdownPct: 100 * deepestFall(equity, start),
      trades: tested.reduce((sum, { trades }) => sum + trades, 0),
      wins: tested.reduce(
        (sum, { trades, hitRate }) => sum + (trades > 0 ? Math.round(trades * hitRate) : 0),
        0,
      ),
      // The choice was made without the tests: only what was tried before this walk could have been chosen by them. A useless
      // strategy's daily Sharpe ratio over so many days has the variance 1/(n − 1).
      deflatedSharpe: moments.ok ? deflatedSharpe(moments, 1 + earlier, 1 / (daily.length - 1)) : NaN,
    };
  }
}

/** Every test begins with what the one before has left. */
function stitch(steps: readonly StepRecord[], start: number): WalkForwardReport['equity'] {
  const time: number[] = [];
  const value: number[] = [];
  let equity = start;
  for (const { daily, test } of steps) {
    const span = (test.to - test.from) / daily.length;
    daily.forEach((change, k) => {
      equity *= 1 + change;
      time.push(test.from + Math.round((k + 1) * span));
      value.push(equity);
    });
  }
  return { time, value };
}

function overallEfficiency(steps: readonly StepRecord[]): number {
  const traded = steps.filter(({ values }) => values !== null);
  const sum = (of: (step: StepRecord) => number): number =>
    traded.reduce((total, step) => total + of(step), 0);
  return walkForwardEfficiency(
    sum(({ trained }) => trained!.returnPct),
    sum(({ split }) => split.trainTo - split.trainFrom),
    sum(({ tested }) => tested!.returnPct),
    sum(({ split }) => split.testTo - split.testFrom),
  );
}

/** Over the days' gains and losses in money: in another order, and in blocks drawn anew. */
function monteCarlo(
  equity: readonly number[],
  start: number,
  seed: string | number,
): WalkForwardReport['monteCarlo'] {
  const changes = equity.map((value, k) => value - (k === 0 ? start : equity[k - 1]));
  if (changes.length < 10) return null;
  const random = seededRandom(seed).fork('monte carlo');
  return {
    shuffled: monteCarloTrades(changes, {
      random: random.fork('shuffle'),
      startEquity: start,
      mode: 'shuffle',
    }),
    blocks: monteCarloTrades(changes, {
      random: random.fork('blocks'),
      startEquity: start,
      mode: 'blocks',
      blockLength: 5,
    }),
  };
}

function deepestFall(equity: readonly number[], start: number): number {
  let peak = start;
  let deepest = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}

function wordFor(
  { returnPct, sharpe, deflatedSharpe: deflated }: WalkForwardReport['outOfSample'],
  efficiency: number,
  tried: number,
): { word: WalkForwardReport['word']; sentence: string } {
  const holds = deflated >= 0.95 && returnPct > 0;
  const figures =
    `${returnPct.toFixed(1)} % out of sample, Sharpe ratio ${Number.isFinite(sharpe) ? sharpe.toFixed(2) : 'unknown'}, ` +
    `efficiency ${Number.isFinite(efficiency) ? efficiency.toFixed(2) : 'unknown (training earned nothing)'}, ` +
    `chance that the true Sharpe ratio is above luck ${Number.isFinite(deflated) ? `${(100 * deflated).toFixed(0)} %` : 'unknown'}; ${tried} variants tried`;
  return holds
    ? { word: 'holds', sentence: `It holds out of sample: ${figures}.` }
    : { word: 'does not hold', sentence: `It does not hold out of sample: ${figures}.` };
}

function tooMany(trials: number): HindcastError {
  return new HindcastError(
    'SWEEP_TOO_LARGE',
    `Each training would have ${trials} trials; at most ${MOST_TRIALS} are possible.`,
    'Take larger steps, or a random search with --trials.',
    { field: 'dimensions' },
  );
}
