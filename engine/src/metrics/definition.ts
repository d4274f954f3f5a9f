import type { Column } from '../column.ts';
import type { EngineConfig } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import type { Tape } from '../tape/tape.ts';
import type { Timeframe } from '../time.ts';

/** What a column means: shown on hover, in the catalogue and in the documents. */
export interface ColumnDoc {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  /** Formula in words or symbols, with its source where it has one. */
  readonly formula: string;
  /** Rows (or settlements, days) before the first value. */
  readonly warmUp: string;
  /** Words for the numbers of a state column, e.g. `{0: 'STABLE'}`. */
  readonly words?: Readonly<Record<number, string>>;
}

/**
 * When a column is computed. *lane*: from the lane's own bars. *signal*: once the venues of the symbol have been compared.
 * *late*: once the signals of the symbol on every venue are known.
 */
export const STAGES = ['lane', 'signal', 'late'] as const;
export type Stage = (typeof STAGES)[number];
export const STAGE_INDEX: Readonly<Record<Stage, number>> = { lane: 0, signal: 1, late: 2 };

/** What a kernel is built from. */
export interface MetricScope {
  readonly tape: Tape;
  readonly timeframe: Timeframe;
  /** Already resolved for the lane's symbol. */
  readonly config: EngineConfig;
  input(name: string): Column;
  output(name: string): Column;
  /** Open times, as a column. */
  readonly openTime: Column;
}

/** One metric or detector: the columns it writes, what it reads, how its kernel is made. */
export interface MetricDefinition {
  readonly columns: readonly ColumnDoc[];
  readonly needs: readonly string[];
  /** The earliest stage it may run in; later if what it needs is later. */
  readonly stage: Stage;
  make(scope: MetricScope): Kernel;
}
