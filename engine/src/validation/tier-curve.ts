import type { Random } from '../numeric/random.ts';
import type { BaseRate } from '../statistics/base-rate.ts';
import { LEAST_EVENTS, type HorizonStudy } from '../statistics/event-study.ts';
import { groupTrend, type GroupTrend } from '../statistics/group-trend.ts';
import type { Tier } from '../wire/signals.ts';

/** One tier of the reliability curve: what its events came to, against what any bar like theirs gave. */
export interface TierBin extends Pick<
  HorizonStudy,
  'events' | 'effectiveEvents' | 'hits' | 'hitRate' | 'baseRate'
> {
  readonly tier: Tier;
}

/** Reliability curve of the tiers over one horizon: does a higher tier hit more often? */
export interface TierCurve {
  readonly horizon: number;
  /** Tiers that occurred, lowest first. */
  readonly bins: readonly TierBin[];
  /** Whether hit rate less base rate never falls from one tier to the next higher one. */
  readonly monotone: boolean;
  /** Rise of hit rate less base rate per tier, over tiers with enough events to be tested; NaN with fewer than two. */
  readonly trend: GroupTrend;
}

/** A tier that was studied over one horizon. */
export interface StudiedTier {
  readonly tier: Tier;
  readonly study: HorizonStudy;
  readonly hits: BaseRate;
}

/**
 * The curve of tiers that were studied over one horizon, in any order.
 *
 * @returns null with fewer than two tiers that occurred: there is nothing to compare
 */
export function tierCurve(
  tiers: readonly StudiedTier[],
  horizon: number,
  options: { readonly random: Random; readonly replicates: number },
): TierCurve | null {
  const occurred = tiers.filter(({ study }) => study.events > 0).sort((a, b) => a.tier - b.tier);
  if (occurred.length < 2) return null;
  const bins = occurred.map(({ tier, study }): TierBin => {
    const { events, effectiveEvents, hits, hitRate, baseRate } = study;
    return { tier, events, effectiveEvents, hits, hitRate, baseRate };
  });
  const excess = bins.map(({ hitRate, baseRate }) => hitRate.estimate - baseRate);
  const tested = occurred.filter(({ study }) => study.effectiveEvents > LEAST_EVENTS - 1e-9);
  return {
    horizon,
    bins,
    monotone: excess.every((value, k) => k === 0 || value >= excess[k - 1]),
    trend: groupTrend(
      tested.map(({ tier, hits }) => ({ level: tier, base: hits })),
      horizon,
      options,
    ),
  };
}
