import type { SignalConfig } from '../config.ts';
import { TIER_NAMES, type Condition, type Explanation, type Tier } from '../wire/signals.ts';

/** Reads a column of the lane at a row: NaN where missing. */
export type ReadValue = (name: string) => number;

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

function condition(
  metric: string,
  operator: Condition['operator'],
  value: number,
  threshold: number,
): Condition {
  const above = operator === '>' || operator === '>=';
  const margin = above ? value - threshold : threshold - value;
  const held = operator === '>=' ? margin >= 0 : operator === '=' ? value === threshold : margin > 0;
  return {
    metric,
    operator,
    value: finite(value),
    threshold,
    held,
    margin: operator === '=' ? finite(0 - Math.abs(value - threshold)) : finite(margin),
  };
}

/** The conditions of each tier, with the values seen: the same comparisons as in tiers.ts and symbol-group.ts. */
function conditionsOf(
  tier: Tier,
  read: ReadValue,
  c: SignalConfig,
  row: number,
  before: ReadValue,
): Condition[] {
  const anomaly = condition('oiZ', '>', read('oiZ'), c.oiZ);
  switch (tier) {
    case 1:
      return [anomaly];
    case 2:
      return [
        anomaly,
        condition('globalLongShort', '>', read('globalLongShort'), c.globalLongShort),
        condition('|imbalancePct|', '>', Math.abs(read('imbalancePct')), c.imbalancePct),
      ];
    case 3: {
      const move = row > 0 ? Math.sign(read('close') - before('close')) : NaN;
      const flow = Math.sign(read('cvdDelta')) * move;
      return [
        { ...condition('sign(cvdDelta)·sign(close − previous close)', '=', flow, 1) },
        condition('oiDeltaPct', '>', read('oiDeltaPct'), c.flowOiDeltaPct),
      ];
    }
    case 4:
      return [
        condition('fundingRate', '>', read('fundingRate'), c.cautionFundingRate),
        condition('oiDeltaPct', '<', read('oiDeltaPct'), c.cautionOiDeltaPct),
      ];
    case 5:
      return [condition('|oiDivergence| on any venue', '>', Math.abs(read('oiDivergenceMax')), c.divergence)];
    case 6:
      return [condition(`signals within ${c.clusterBars} bars`, '>=', read('signalCount'), c.clusterSignals)];
  }
}

/**
 * Why a tier fired, or did not, at a row: every condition with the value seen, its threshold and margin, and the
 * smallest change of one input that would have flipped the tier.
 */
export function explainTier(
  tier: Tier,
  read: ReadValue,
  before: ReadValue,
  row: number,
  config: SignalConfig,
): Explanation {
  const conditions = conditionsOf(tier, read, config, row, before);
  const fired = conditions.every((one) => one.held);
  return { tier, name: TIER_NAMES[tier], fired, conditions, flip: smallestFlip(conditions, fired) };
}

/**
 * A tier that fired is flipped by the condition with the smallest margin relative to its threshold; one that did not
 * is flipped by one input only if exactly one condition failed, and its value is known. The change goes to the bound: a `>` or `<`
 * that did not hold has to pass it by the least bit; one that held no longer holds there.
 */
function smallestFlip(conditions: readonly Condition[], fired: boolean): Explanation['flip'] {
  const failed = conditions.filter((one) => !one.held);
  if (!fired && failed.length !== 1) return null;
  // A sign that agrees cannot be flipped by moving it to its threshold: it stands there.
  const candidates = (fired ? conditions.filter((one) => one.operator !== '=') : failed).filter(
    (one) => one.value !== null && one.margin !== null,
  );
  let best: Explanation['flip'] = null;
  let smallest = Infinity;
  for (const { metric, operator, value, threshold } of candidates) {
    if (value === null || threshold === null) continue;
    // A count that is enough is not enough any more at the next whole number below.
    const to = operator === '>=' && fired ? Math.ceil(threshold) - 1 : threshold;
    const effort = Math.abs(to - value) / (Math.abs(threshold) || 1);
    if (effort >= smallest) continue;
    smallest = effort;
    best = { metric, from: value, to, change: to - value };
  }
  return best;
}
