import type { Lane } from '../lane.ts';
import { TIER_NAMES, type Bias, type Explanation, type SignalRow, type Tier } from '../wire/signals.ts';
import { explainTier } from './explain.ts';

export const TIERS: readonly Tier[] = [1, 2, 3, 4, 5, 6];

/** Why a tier fired, or did not, at a computed row of a lane. */
export function explain(lane: Lane, row: number, tier: Tier): Explanation {
  const read = (name: string): number => lane.column(name).data[row];
  const before = (name: string): number => (row > 0 ? lane.column(name).data[row - 1] : NaN);
  return explainTier(tier, read, before, row, lane.config.signals);
}

/** The side that a bar leans to. */
export function biasAt(lane: Lane, row: number): Bias {
  const bias = lane.column('bias').data[row];
  return bias > 0 ? 'long' : bias < 0 ? 'short' : 'none';
}

/** The signals of a row, lowest tier first; empty where none fired. */
export function signalsAt(lane: Lane, row: number): SignalRow[] {
  const mask = lane.column('tiers').data[row];
  if (!(mask > 0)) return [];
  const { venue, symbol, timeframe } = lane.key;
  const score = lane.column('confluence').data[row];
  return TIERS.filter((tier) => (mask >> (tier - 1)) & 1).map((tier) => ({
    venue,
    symbol,
    timeframe,
    row,
    time: lane.tape.openTime[row],
    tier,
    name: TIER_NAMES[tier],
    score: score === score ? score : null,
    bias: biasAt(lane, row),
    explanation: explain(lane, row, tier),
  }));
}
