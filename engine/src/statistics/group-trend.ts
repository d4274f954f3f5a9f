import type { BaseRate } from './base-rate.ts';
import { bootstrapPValue } from './bootstrap-p-value.ts';
import { resample, type EventStudyOptions } from './event-study.ts';
import { normalCdf } from './normal-cdf.ts';
import { normalQuantile } from './normal-quantile.ts';
import { widerOf } from './random-placement.ts';
import type { Interval } from './wilson.ts';

/** Events of one group of an ordered set: a tier and what its events came to. */
export interface OrderedGroup {
  /** Where the group stands: 1, 2, 3. */
  readonly level: number;
  readonly base: BaseRate;
}

export interface GroupTrend {
  /** By how much the excess over the base rate rises from one level to the next; NaN with fewer than two levels. */
  readonly slope: Interval;
  /** Chance of such a rise, or a steeper one, if the level meant nothing; one-sided, corrected for nothing. */
  readonly pValue: number;
}

/**
 * Linear trend of the excess over ordered groups, each event held against its own stratum. Uncertainty as in {@link eventStudy}: the larger
 * p-value and the wider interval of a block bootstrap over all rows, groups that occur together kept together, and of events placed at random.
 *
 * Sources: W. G. Cochran, Biometrics 10 (1954), §6; P. Armitage, "Tests for linear trends in proportions and frequencies", Biometrics 11
 * (1955): the regression of the outcome on the level, Σ (level − mean level)·excess / Σ (level − mean level)².
 *
 * @param groups on one grid of rows
 * @param horizon bars over which an outcome forms
 * @example groupTrend([{ level: 1, base: first }, { level: 2, base: second }], 24, { random }).slope.estimate
 */
export function groupTrend(
  groups: readonly OrderedGroup[],
  horizon: number,
  options: Pick<EventStudyOptions, 'random' | 'replicates' | 'confidence'>,
): GroupTrend {
  const { confidence = 0.95 } = options;
  const known = groups.filter(({ base }) => base.events > 0);
  if (new Set(known.map(({ level }) => level)).size < 2)
    return { slope: { estimate: NaN, low: NaN, high: NaN, confidence }, pValue: NaN };
  const sum = (of: (group: OrderedGroup) => number): number =>
    known.reduce((total, group) => total + of(group), 0);
  const events = sum(({ base }) => base.events);
  const middle = sum(({ level, base }) => level * base.events) / events;
  const common = sum(({ base }) => base.events * (base.eventMean - base.rate)) / events;
  const rows = known[0].base.excess.length;
  const excess = new Float64Array(rows);
  const taken = new Float64Array(rows);
  const load = new Float64Array(rows);
  for (const { level, base } of known) {
    const x = level - middle;
    for (let i = 0; i < rows; i++) {
      excess[i] += x * (base.excess[i] - common * base.taken[i]);
      taken[i] += x * x * base.taken[i];
      load[i] += x * base.load[i];
    }
  }
  const squares = sum(({ level, base }) => (level - middle) ** 2 * base.events);
  const bootstrap = resample({ excess, taken }, horizon, 'trend', options);
  const meaningless = sum(({ level, base }) => (level - middle) * base.events * base.meaningless) / squares;
  // Groups move together or apart, whichever varies more.
  const variance = sum(({ level, base }) => (level - middle) ** 2 * base.events * base.variance) / squares;
  const apart = sum(({ level, base }) => (level - middle) ** 2 * base.draws);
  const together = load.reduce((total, value) => total + value * value, 0) / horizon;
  const error = Math.sqrt(variance * Math.max(apart, together)) / squares;
  const { estimate } = bootstrap;
  const half = normalQuantile(0.5 + confidence / 2) * error;
  return {
    slope: widerOf(bootstrap, { estimate, low: estimate - half, high: estimate + half, confidence }),
    pValue: Math.max(
      bootstrapPValue(bootstrap, meaningless),
      error > 0 ? normalCdf(-(estimate - meaningless) / error) : 1,
    ),
  };
}
