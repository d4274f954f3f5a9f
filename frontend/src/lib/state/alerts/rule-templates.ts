/** A condition to begin with: a tier or a detector, with its default thresholds where one can change them. */
export interface RuleTemplate {
  key: string;
  group: 'Tiers' | 'Detectors';
  title: string;
  note: string;
  when: string;
  release?: string;
  severity: number;
  thresholds?: Readonly<Record<string, number>>;
}

/** The tiers of the engine with its own defaults, and the states of its detectors. */
export const RULE_TEMPLATES: readonly RuleTemplate[] = [
  {
    ...{ key: 'tier1', group: 'Tiers', title: 'Tier 1, anomaly', severity: 1 },
    note: 'open interest leaves its usual range',
    when: 'oiZ > z',
    release: 'oiZ < z - 0.5',
    thresholds: { z: 2.5 },
  },
  {
    ...{ key: 'tier2', group: 'Tiers', title: 'Tier 2, confluence', severity: 3 },
    note: 'open interest, positioning and flow agree',
    when: 'oiZ > z and globalLongShort > crowd and abs(imbalancePct) > flow',
    thresholds: { z: 2.5, crowd: 2, flow: 3 },
  },
  {
    ...{ key: 'tier3', group: 'Tiers', title: 'Tier 3, flow', severity: 2 },
    note: 'takers move price and open interest grows',
    when: 'sign(cvdDelta) == sign(change(close)) and cvdDelta != 0 and oiDeltaPct > growth',
    thresholds: { growth: 1 },
  },
  {
    ...{ key: 'tier4', group: 'Tiers', title: 'Tier 4, caution', severity: 2 },
    note: 'longs pay while open interest falls',
    when: 'fundingRate > rate and oiDeltaPct < 0',
    thresholds: { rate: 0.0001 },
  },
  {
    ...{ key: 'tier5', group: 'Tiers', title: 'Tier 5, divergence', severity: 2 },
    note: 'one venue parts from the others',
    when: 'oiDivergenceMax > apart',
    thresholds: { apart: 2 },
  },
  {
    ...{ key: 'tier6', group: 'Tiers', title: 'Tier 6, cluster', severity: 3 },
    note: 'signals of tiers 1 to 3 come close together',
    when: 'tier6',
  },
  {
    ...{ key: 'cascade', group: 'Detectors', title: 'Liquidation cascade', severity: 4 },
    note: 'a cascade of any severity begins',
    when: 'cascadeSeverity != none',
  },
  {
    ...{ key: 'funding', group: 'Detectors', title: 'Funding anomaly', severity: 3 },
    note: 'the funding rate is far from its last 90',
    when: 'abs(fundingAnomalyZ) > z',
    release: 'abs(fundingAnomalyZ) < z - 0.5',
    thresholds: { z: 2 },
  },
  {
    ...{ key: 'volatility', group: 'Detectors', title: 'Volatility regime', severity: 3 },
    note: 'volatility is extreme',
    when: 'volatilityRegime == EXTREME',
  },
  {
    ...{ key: 'regime', group: 'Detectors', title: 'Trend regimes agree', severity: 2 },
    note: '1 h, 4 h, 1 d and 1 w point the same way',
    when: 'regimeConsensus and regimeConfidence > confidence',
    thresholds: { confidence: 60 },
  },
  {
    ...{ key: 'correlation', group: 'Detectors', title: 'Open interest leaves price', severity: 2 },
    note: 'their correlation turns strongly negative',
    when: 'oiPriceCorr < correlation',
    release: 'oiPriceCorr > 0',
    thresholds: { correlation: -0.7 },
  },
];
