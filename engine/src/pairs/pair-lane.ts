import { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';
import { BLOCK_ROWS } from '../kernels/block.ts';
import { LogReturn } from '../kernels/log-return.ts';
import { RollingCorrelation } from '../kernels/rolling-correlation.ts';
import { ZScore } from '../kernels/z-score.ts';
import { KalmanHedge } from './kalman-hedge.ts';
import { LogPrice } from './log-price.ts';
import { PAIR_COLUMNS, PAIR_PREFIX, type PairColumnName } from './pair-columns.ts';
import { HedgeValue } from './hedge-value.ts';
import { DEFAULT_PAIR_CONFIG, type PairConfig } from './pair-config.ts';
import { RollingHuber } from './rolling-huber.ts';
import { RollingOls } from './rolling-ols.ts';
import { RollingStationarity } from './rolling-stationarity.ts';
import { Spread } from './spread.ts';
import type { Phase } from '../tape/phase.ts';

/** Columns that one kernel writes, all or none. */
const TESTED: ReadonlySet<string> = new Set(['adf', 'adfP', 'halfLife']);

/**
 * Everything a pair says, row by row (SPEC §6), on the one signal path: columns over two closes of one grid, advanced by blocks in a backtest
 * and by one row live, with the same bits.
 */
export class PairLane {
  readonly config: PairConfig;
  readonly columns: Readonly<Record<PairColumnName, Column>>;
  /** Columns in between, into whose past windows reach: part of a snapshot. */
  readonly hidden: readonly Column[];
  readonly #kernels: readonly Kernel[];
  readonly #correlation: RollingCorrelation;
  readonly #returns: readonly [Column, Column];
  readonly #phase: Phase;
  readonly #correlated: boolean;
  #cursor = 0;

  /**
   * @param y close of the dependent, @param x close of the regressor: row i is the same bar on both
   * @param phase absolute ordinal of row 0, to which windows and strides are anchored
   * @param only columns that are wanted; the others may stay NaN. A trial of a sweep that reads `z` needs no test of stationarity
   * @param beside a lane of another method over the same closes, kind of prices and window, advanced before this one: logarithms and
   *   correlation are taken from it
   */
  constructor(
    y: Column,
    x: Column,
    phase: Phase,
    config: PairConfig = DEFAULT_PAIR_CONFIG,
    only: readonly PairColumnName[] = PAIR_COLUMNS.map(({ name }) => name),
    beside?: PairLane,
  ) {
    this.config = config;
    this.#phase = phase;
    const capacity = Math.max(y.data.length, x.data.length);
    const make = (name: string, slot: number): Column =>
      Column.empty(`${PAIR_PREFIX}${name}`, capacity, slot);
    // Memory that nobody will read costs as much time as the arithmetic: what is not wanted is one column of NaN.
    const judged = only.some((name) => TESTED.has(name));
    const unwanted = PAIR_COLUMNS.filter(({ name }) =>
      TESTED.has(name) ? !judged : name === 'correlation' && !only.includes(name),
    );
    const nothing = unwanted.length > 0 ? make('nothing', 0) : undefined;
    const own = PAIR_COLUMNS.map((doc, slot) => [
      doc.name,
      nothing && unwanted.includes(doc) ? nothing : make(doc.name, slot),
    ]);
    this.columns = {
      ...(Object.fromEntries(own) as Record<PairColumnName, Column>),
      ...(beside ? { correlation: beside.columns.correlation } : {}),
    };
    this.hidden =
      beside?.hidden ??
      ['logY', 'logX', 'returnY', 'returnX'].map((name, k) => make(name, PAIR_COLUMNS.length + k));
    const [logY, logX, returnY, returnX] = this.hidden;
    this.#returns = [returnY, returnX];
    this.#correlation = new RollingCorrelation(config.correlationWindow);
    const logs = config.prices === 'log';
    const prices: [Column, Column] = logs ? [logY, logX] : [y, x];
    const first = logs && !beside ? [new LogPrice(y, logY), new LogPrice(x, logX)] : [];
    this.#correlated = only.includes('correlation') && !beside;
    const returns = this.#correlated ? [new LogReturn(y, returnY), new LogReturn(x, returnX)] : [];
    const value = new HedgeValue(this.columns.beta, this.columns.hedge, logs ? undefined : [y, x]);
    this.#kernels = [...first, ...returns, ...this.#pathFrom(...prices, judged), value];
  }

  /** Rows computed so far. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Computes rows [cursor, to); both closes must hold them. */
  advance(to: number): void {
    for (let from = this.#cursor; from < to; from = this.#cursor) {
      const end = Math.min(to, from + BLOCK_ROWS);
      for (const kernel of this.#kernels) kernel.advance(from, end);
      const [y, x] = this.#returns;
      if (this.#correlated)
        this.#correlation.advance(y, x, from, end, this.#phase, this.columns.correlation.data);
      this.#cursor = end;
    }
  }

  reserve(capacity: number): void {
    for (const column of [...Object.values(this.columns), ...this.hidden]) column.reserve(capacity);
  }

  get stateSize(): number {
    return this.#kernels.reduce((sum, kernel) => sum + kernel.stateSize, 0);
  }

  save(into: Float64Array, at = 0): void {
    for (const kernel of this.#kernels) {
      kernel.save(into, at);
      at += kernel.stateSize;
    }
  }

  /** Restores the state after `row` computed rows; the columns before it must still be there. */
  load(from: Float64Array, at: number, row: number): void {
    for (const kernel of this.#kernels) {
      kernel.load(from, at, row);
      at += kernel.stateSize;
    }
    this.#correlation.reset();
    this.#cursor = row;
  }

  /** Hedge, spread, z-score and stationarity, in that order. */
  #pathFrom(y: Column, x: Column, judged: boolean): Kernel[] {
    const { config, columns: c } = this;
    const phase = this.#phase;
    const hedge = { intercept: c.alpha, slope: c.beta, error: c.betaError };
    const stationarity = { statistic: c.adf, pValue: c.adfP, halfLife: c.halfLife };
    const estimator = {
      ols: () => new RollingOls(y, x, hedge, config.window, phase),
      huber: () => new RollingHuber(y, x, hedge, config.window, config.huberStride, phase),
      kalman: () => new KalmanHedge(y, x, hedge, config.kalman, config.kalmanWarmUp),
    }[config.method];
    return [
      estimator(),
      new Spread(y, x, hedge, c.spread),
      new ZScore(c.spread, c.z, config.zWindow, config.zClip, phase),
      ...(judged
        ? [new RollingStationarity(c.spread, stationarity, config.adfWindow, config.adfStride, phase)]
        : []),
    ];
  }
}
