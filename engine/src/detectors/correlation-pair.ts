import { Column } from '../column.ts';
import type { CorrelationConfig } from '../config.ts';
import { StatelessKernel } from '../kernel.ts';
import { RollingCorrelation } from '../kernels/rolling-correlation.ts';
import { RollingMoments } from '../kernels/rolling-moments.ts';
import { ZScore } from '../kernels/z-score.ts';
import type { Lane } from '../lane.ts';
import { log } from '../numeric/log.ts';
import { barsIn, DAY, HOUR } from '../time.ts';
import { leadLag } from './lead-lag.ts';
import type { Phase } from '../tape/phase.ts';

/** σ beyond the baseline, and fall below it, at which severity 1…5 begins; the higher of the two counts. */
const SIGMA_STEPS = [2, 3, 4, 6, 8];
const FALL_STEPS = [0.4, 0.6, 0.8, 1, 1.2];

const COLUMNS = [
  'correlation',
  'baselineMean',
  'baselineDeviation',
  'severity',
  'persistence',
  'lag',
  'spread',
  'spreadZ',
  'pairSignal',
] as const;
export type PairColumn = (typeof COLUMNS)[number];

/**
 * Correlation break of a pair (SPEC §5.5): r of the log returns over 24 h against the mean and deviation of the
 * same r over the 30 days before.
 *
 * `severity` is 0 without a break, 1–5 in one (NaN while the baseline warms up). `persistence` counts its bars so far.
 * `lag` (only in a break, sought hourly) is the shift in bars at which the cross-correlation is highest: above 0 the first symbol
 * leads. `pairSignal` is 1 for long first / short second, −1 for the reverse: long the laggard, short the leader,
 * where the z-score of ln(first/second) over 24 h is beyond ±2 during a break.
 */
export class CorrelationPair extends StatelessKernel {
  readonly first: Lane;
  readonly second: Lane;
  readonly columns: Readonly<Record<PairColumn, Column>>;
  readonly #config: CorrelationConfig;
  readonly #window: RollingCorrelation;
  readonly #baseline: RollingMoments;
  readonly #spreadZ: ZScore;
  readonly #returns: readonly [Column, Column];
  readonly #closes: readonly [Column, Column];
  readonly #phase: Phase;
  /** Bars in an hour. */
  readonly #hour: number;

  constructor(first: Lane, second: Lane, config: CorrelationConfig) {
    super();
    this.first = first;
    this.second = second;
    this.#config = config;
    const bars = barsIn(DAY, first.key.timeframe);
    const capacity = first.tape.capacity;
    this.columns = Object.fromEntries(
      COLUMNS.map((name, slot) => [name, Column.empty(name, capacity, slot)]),
    ) as Record<PairColumn, Column>;
    this.#phase = first.tape;
    this.#hour = barsIn(HOUR, first.key.timeframe);
    this.#window = new RollingCorrelation(bars);
    this.#baseline = new RollingMoments(
      [this.columns.correlation],
      barsIn(config.baselineDays * DAY, first.key.timeframe),
      this.#phase,
    );
    const { spread, spreadZ } = this.columns;
    this.#spreadZ = new ZScore(spread, spreadZ, bars, first.config.metrics.zClip, this.#phase);
    this.#returns = [first.require('logReturn'), second.require('logReturn')];
    this.#closes = [first.column('close'), second.column('close')];
  }

  reserve(capacity: number): void {
    for (const name of COLUMNS) this.columns[name].reserve(capacity);
  }

  advance(from: number, to: number): void {
    const r = this.columns.correlation.data;
    const [a, b] = this.#returns;
    this.#window.advance(a, b, from, to, this.#phase, r);
    this.#spreadOf(from, to);
    for (let i = from; i < to; i++) {
      this.#baseline.enter(i);
      this.#baseline.before(0, r, i);
      this.#judge(i, this.#baseline.mean, this.#baseline.m2);
    }
  }

  #spreadOf(from: number, to: number): void {
    const spread = this.columns.spread.data;
    const [a, b] = this.#closes;
    for (let i = from; i < to; i++) spread[i] = log(a.data[i] / b.data[i]);
    this.#spreadZ.advance(from, to);
  }

  #judge(i: number, mean: number, m2: number): void {
    const c = this.columns;
    const deviation = Math.sqrt(m2 / (this.#baseline.window - 1));
    const severity = this.#severity(c.correlation.data[i], mean, deviation);
    const broken = severity > 0;
    c.baselineMean.data[i] = mean;
    c.baselineDeviation.data[i] = deviation;
    c.severity.data[i] = severity;
    const before = i > 0 ? c.persistence.data[i - 1] : 0;
    c.persistence.data[i] = broken ? (before > 0 ? before + 1 : 1) : severity;
    const lag = broken ? this.#lag(i) : NaN;
    c.lag.data[i] = lag;
    const stretched = Math.abs(c.spreadZ.data[i]) > this.#config.spreadZ;
    c.pairSignal.data[i] = broken ? (stretched && lag !== 0 && lag === lag ? -Math.sign(lag) : 0) : severity;
  }

  #severity(r: number, mean: number, deviation: number): number {
    const distance = Math.abs(r - mean);
    const fall = mean - r;
    if (fall !== fall || deviation !== deviation) return NaN;
    const { sigma, fall: limit } = this.#config;
    let level = 0;
    for (let k = 0; k < 5; k++) {
      const wide = distance > (SIGMA_STEPS[k] / SIGMA_STEPS[0]) * sigma * deviation && deviation > 0;
      if (wide || fall > (FALL_STEPS[k] / FALL_STEPS[0]) * limit) level = k + 1;
    }
    return level;
  }

  /**
   * The lag in a break: sought when the break begins or changes its severity, and at every full hour; held in between,
   * because the search costs fifty windows.
   */
  #lag(i: number): number {
    const { severity, lag } = this.columns;
    const fresh =
      i === 0 ||
      severity.data[i] !== severity.data[i - 1] ||
      (this.#phase.firstAbsoluteBar + i) % this.#hour === 0;
    if (!fresh) return lag.data[i - 1];
    const [a, b] = this.#returns;
    return leadLag(a.data, b.data, i + 1, this.#window.window, this.#config.maxLag);
  }

  override load(): void {
    this.#window.reset();
    this.#baseline.reset();
    this.#spreadZ.load();
  }
}
