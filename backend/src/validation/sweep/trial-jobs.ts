import { createHash } from 'node:crypto';
import { HindcastError, type EngineConfig } from '@hindcast/engine';
import { reportOf, type Costs, type Simulation, type SimulationReport } from '@hindcast/engine/simulation';
import {
  dailyReturns,
  numbersOf,
  outcomeOf,
  TrialRunner,
  type OutcomeNumbers,
  type RunOutcome,
  type Window,
} from '@hindcast/engine/sweep';
import { sharpeMoments } from '@hindcast/engine/statistics';
import type { StrategyFile } from '../../simulation/run/index.ts';
import { VERSION } from '../../version.ts';
import { tapeFrom, type SharedTape } from './shared-tape.ts';
import { compilerOf } from './strategy-source.ts';

/** Everything that a thread needs to run trials: plain data. */
export interface TrialWork {
  readonly tapes: readonly SharedTape[];
  readonly finer: readonly SharedTape[];
  readonly traded: readonly { readonly venue: string; readonly symbol: string }[];
  readonly strategy: StrategyFile;
  readonly names: readonly string[];
  readonly equity: number;
  readonly costs: Costs;
  readonly config?: EngineConfig;
  readonly datasetDigest: string;
}

export type TrialJob =
  | {
      readonly kind: 'trials';
      readonly values: readonly (readonly number[])[];
      /** Whether the daily returns of each are wanted. */
      readonly keep: readonly boolean[];
      readonly window?: Window;
    }
  | { readonly kind: 'report'; readonly values: readonly number[] }
  /** Goes through the pipeline as well, which has to agree. */
  | { readonly kind: 'check'; readonly values: readonly number[]; readonly window?: Window };

export interface TrialResult {
  readonly numbers: OutcomeNumbers;
  /** Of daily returns, not annualised; NaN where there is none. */
  readonly dailySharpe: number;
  /** Daily net returns, where they were asked for. */
  readonly daily: Float64Array | null;
}

export interface ReportResult {
  readonly report: SimulationReport;
  readonly daily: Float64Array;
}

/** Of a trial that went through the pipeline. */
export interface CheckResult extends TrialResult {
  /** Net PnL of each trade in the order in which they ended, USDT. */
  readonly trades: Float64Array;
}

export type TrialAnswer =
  { readonly results: readonly TrialResult[]; readonly walked: number } | ReportResult | CheckResult;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Runs jobs one after the other; in a thread, or where there is only one, in the main one. */
export class TrialDesk {
  readonly #work: TrialWork;
  readonly #runner: TrialRunner;

  private constructor(work: TrialWork, runner: TrialRunner) {
    this.#work = work;
    this.#runner = runner;
  }

  static async open(work: TrialWork): Promise<TrialDesk> {
    const finer = work.finer.map(tapeFrom);
    const runner = new TrialRunner({
      tapes: work.tapes.map(tapeFrom),
      traded: work.traded,
      compile: await compilerOf(work.strategy),
      names: work.names,
      config: work.config,
      options: {
        equity: work.equity,
        costs: work.costs,
        finer: (venue, symbol) => finer.find(({ key }) => key.venue === venue && key.symbol === symbol),
      },
    });
    return new TrialDesk(work, runner);
  }

  /** Why trials go bar by bar; null where they are walked. */
  get whyBarByBar(): string | null {
    return this.#runner.whyBarByBar;
  }

  /** The rows that trials run over. */
  get grid(): { rows: number; openTime: Float64Array; timeframeMs: number } {
    return { rows: this.#runner.rows, ...this.#runner.grid };
  }

  answer(job: TrialJob): TrialAnswer {
    if (job.kind === 'report') return this.#report(job.values);
    if (job.kind === 'check') return this.#check(job.values, job.window);
    const before = this.#runner.walked;
    const results = job.values.map((values, k) => {
      const outcome = this.#runner.run(values, job.window);
      return this.#resultOf(outcome, job.keep[k], job.window);
    });
    return { results, walked: this.#runner.walked - before };
  }

  #resultOf(outcome: RunOutcome, keep: boolean, window: Window | undefined): TrialResult {
    const { equity } = this.#work;
    const rows = window ? window.to - window.from : this.#runner.rows;
    const daily = dailyReturns(outcome.daily, equity);
    const moments = sharpeMoments(daily);
    return {
      numbers: numbersOf(outcome, equity, rows),
      dailySharpe: moments.ok ? moments.sharpe : NaN,
      daily: keep ? daily : null,
    };
  }

  #check(values: readonly number[], window: Window | undefined): CheckResult {
    const simulation = this.#again(values, window);
    const trades = Float64Array.from(simulation.book.trades.column('netPnl'));
    return { ...this.#resultOf(outcomeOf(simulation, window?.from), true, window), trades };
  }

  #report(values: readonly number[]): ReportResult {
    const simulation = this.#again(values);
    const origin = { datasetDigest: this.#work.datasetDigest, engineVersion: VERSION, seed: null };
    return {
      report: reportOf(simulation, origin, sha256),
      daily: dailyReturns(outcomeOf(simulation).daily, this.#work.equity),
    };
  }

  /** Runs a trial again through the pipeline, and insists that it comes to what was said, day by day. */
  #again(values: readonly number[], window?: Window): Simulation {
    const shown = this.#runner.run(values, window);
    const simulation = this.#runner.simulate(values, window);
    const again = outcomeOf(simulation, window?.from);
    const same =
      again.trades === shown.trades &&
      Object.is(again.finalEquity, shown.finalEquity) &&
      again.daily.length === shown.daily.length &&
      again.daily.every((equity, k) => Object.is(equity, shown.daily[k]));
    if (!same) throw disagreement(values, shown, again, window);
    return simulation;
  }
}

function disagreement(
  values: readonly number[],
  shown: RunOutcome,
  again: RunOutcome,
  window: Window | undefined,
): HindcastError {
  const told = ({ trades, finalEquity }: RunOutcome): string => `${finalEquity} in ${trades} trades`;
  const where = window ? ` over rows ${window.from} to ${window.to - 1}` : '';
  return new HindcastError(
    'SWEEP_DISAGREES',
    `The trial at ${values.join(', ')} came to ${told(shown)} in the search and to ${told(again)} bar by bar${where}.`,
    'This is a fault of Hindcast: please report it with the strategy.',
  );
}
