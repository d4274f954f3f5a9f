import { TIER_NAMES, type SignalRow, type Tier } from '@hindcast/engine/wire';
import { conditionValue, metricView } from '$lib/format/metrics.ts';

/** `Tier 2 confluence`. */
export const tierName = (tier: number): string => `Tier ${tier} ${TIER_NAMES[tier as Tier]}`;

/** What held, in few words: `OI Z 3.10 > 2.50`. */
export function words({ explanation }: Pick<SignalRow, 'explanation'>): string {
  return explanation.conditions
    .filter(({ held }) => held)
    .map(({ metric, operator, value, threshold }) => {
      const label = /^\w+$/.test(metric) ? labelOf(metric) : metric;
      const limit = threshold === null ? '' : ` ${operator} ${conditionValue(metric, threshold)}`;
      return `${label} ${conditionValue(metric, value)}${limit}`;
    })
    .join(', ');
}

const SHORT: Record<string, string> = {
  oiZ: 'OI Z',
  oiDeltaPct: 'OI Δ',
  globalLongShort: 'L/S',
  signalCount: 'signals',
  cvdDelta: 'CVD Δ',
};
const labelOf = (metric: string): string => SHORT[metric] ?? metricView(metric).label;
