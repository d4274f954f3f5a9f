import { DEFAULT_CONFIG, type EngineConfig } from '@hindcast/engine';
import { TIER_NAMES, type Tier } from '@hindcast/engine/wire';
import type { AlertPolicyEntity } from '../../database/entities/alert-policy.entity.ts';
import { TIER_SEVERITY } from '../alert.dto.ts';

export const tierOf = (subject: string): Tier | null =>
  /^tier[1-6]$/.test(subject) ? (Number(subject.slice(4)) as Tier) : null;

/** As every subject ships: a tier speaks where a run of it begins, a detector whenever its state changes. */
export function shippedPolicy(subject: string): AlertPolicyEntity {
  return {
    ...{ subject, enabled: null, severity: null, everyBar: false, cooldown: 0, quiet: null, updatedAt: 0 },
  };
}

const LABELS: Readonly<Record<string, string>> = {
  LIQUIDATION_CASCADE: 'Liquidation cascade',
  FUNDING_ANOMALY: 'Funding anomaly',
  VOLATILITY_REGIME: 'Volatility regime',
  REGIME_CONFIRMED: 'Multi-timeframe regime',
  CORRELATION_BREAK: 'Correlation break',
};

export function labelOf(subject: string): string {
  const tier = tierOf(subject);
  return tier === null ? (LABELS[subject] ?? subject) : `Tier ${tier}: ${TIER_NAMES[tier]}`;
}

export const defaultSeverity = (subject: string): number | null => {
  const tier = tierOf(subject);
  return tier === null ? null : TIER_SEVERITY[tier];
};

/** When a subject speaks, for a person. */
export function conditionOf(subject: string, config: EngineConfig = DEFAULT_CONFIG): string {
  const { signals: s, cascade, funding, volatility, regime, correlation } = config;
  const words: Readonly<Record<string, string>> = {
    tier1: `oiZ > ${s.oiZ}`,
    tier2: `oiZ > ${s.oiZ} and globalLongShort > ${s.globalLongShort} and |imbalancePct| > ${s.imbalancePct}`,
    tier3: `sign(cvdDelta) = sign(close − previous close) and oiDeltaPct > ${s.flowOiDeltaPct}`,
    tier4: `fundingRate > ${s.cautionFundingRate} and oiDeltaPct < ${s.cautionOiDeltaPct}`,
    tier5: `|oiDivergence| > ${s.divergence} on any venue`,
    tier6: `at least ${s.clusterSignals} signals of tiers 1–3 within ${s.clusterBars} bars`,
    LIQUIDATION_CASCADE: `at least ${cascade.totalUsd.toLocaleString('en-US')} USD liquidated in an hour, at ${cascade.velocityUsdPerHour.toLocaleString('en-US')} USD/h or more`,
    FUNDING_ANOMALY: `|Z| of the settled rate ≥ ${funding.anomaly} against ${funding.window} settlements`,
    VOLATILITY_REGIME: `volatility of 24 h crosses ${volatility.highVol}, ${volatility.explosive} or ${volatility.extreme} %`,
    REGIME_CONFIRMED: `(EMA12 − EMA26)/ATR14 beyond ±${regime.threshold} on ${regime.consensus} of 4 timeframes`,
    CORRELATION_BREAK: `24 h correlation more than ${correlation.sigma} σ off its mean, or fallen by ${correlation.fall}`,
  };
  return words[subject] ?? '';
}
