import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';
import { Ema } from '../kernels/ema.ts';
import { LaggedChange } from '../kernels/lagged-change.ts';
import { RollingExtreme } from '../kernels/rolling-extreme.ts';
import { WilderRsi } from '../kernels/wilder-rsi.ts';
import { WindowStatistic } from '../kernels/window-statistic.ts';
import { ZScore } from '../kernels/z-score.ts';
import type { MetricDefinition, MetricScope } from './definition.ts';
import { MAX_DERIVED_WINDOW, parseDerived, type DerivedName } from './derived-name.ts';

interface DerivedFunction {
  readonly meaning: string;
  readonly unit: 'same' | string;
  make(x: Column, out: Column, n: number, scope: MetricScope): Kernel;
}

/** What the functions compute: what strategies and rules are built from. */
export const DERIVED_FUNCTIONS: Readonly<Record<DerivedName, DerivedFunction>> = {
  sma: {
    meaning: 'mean of the last n values',
    unit: 'same',
    make: (x, out, n, scope) => new WindowStatistic(x, out, n, 'mean', scope.tape),
  },
  stdev: {
    meaning: 'standard deviation (n − 1) of the last n values',
    unit: 'same',
    make: (x, out, n, scope) => new WindowStatistic(x, out, n, 'deviation', scope.tape),
  },
  ema: {
    meaning: 'exponential moving average, first value the mean of the first n',
    unit: 'same',
    make: (x, out, n) => new Ema(x, out, n),
  },
  rsi: {
    meaning: "Wilder's relative strength index",
    unit: '0–100',
    make: (x, out, n) => new WilderRsi(x, out, n),
  },
  zscore: {
    meaning: 'z-score against the previous n values, the current one excluded',
    unit: 'σ',
    make: (x, out, n, scope) => new ZScore(x, out, n, scope.config.metrics.zClip, scope.tape),
  },
  highest: {
    meaning: 'highest of the last n values',
    unit: 'same',
    make: (x, out, n, scope) => new RollingExtreme(x, out, n, Math.max, scope.tape),
  },
  lowest: {
    meaning: 'lowest of the last n values',
    unit: 'same',
    make: (x, out, n, scope) => new RollingExtreme(x, out, n, Math.min, scope.tape),
  },
  change: {
    meaning: 'value less the value n bars ago',
    unit: 'same',
    make: (x, out, n) => new LaggedChange(x, out, n),
  },
};

/** The definition of a derived column, or undefined when the name is not one (or its window is out of bounds). */
export function derivedDefinition(name: string): MetricDefinition | undefined {
  const parts = parseDerived(name);
  if (!parts || parts.n < 1 || parts.n > MAX_DERIVED_WINDOW) return undefined;
  const { fn, argument, n } = parts;
  const derived = DERIVED_FUNCTIONS[fn];
  return {
    columns: [
      {
        name,
        unit: derived.unit,
        meaning: derived.meaning,
        formula: `${fn} of ${argument}, n = ${n}`,
        warmUp: `${n} bars`,
      },
    ],
    needs: [argument],
    stage: 'lane',
    make: (scope) => derived.make(scope.input(argument), scope.output(name), n, scope),
  };
}
