import { cascade } from '../detectors/cascade.ts';
import { fundingAnomaly } from '../detectors/funding-anomaly.ts';
import { trendRegime } from '../detectors/trend-regime.ts';
import { volatilityRegime } from '../detectors/volatility-regime.ts';
import { tiers } from '../signals/tiers.ts';
import { GROUP_COLUMNS } from '../cross/columns.ts';
import { BAR_FIELD_DOCS, BAR_FIELDS } from '../tape/fields.ts';
import { atr } from './atr.ts';
import { cvd } from './cvd.ts';
import type { ColumnDoc, MetricDefinition } from './definition.ts';
import { derivedDefinition } from './derived.ts';
import { ema12, ema26 } from './ema.ts';
import { fundingZ } from './funding-z.ts';
import { logReturn } from './log-return.ts';
import { lsDeltaPct } from './ls-delta.ts';
import { obv } from './obv.ts';
import { oiDeltaPct } from './oi-delta.ts';
import { oiPriceCorr } from './oi-price-corr.ts';
import { quoteVolume24h } from './quote-volume-24h.ts';
import { realizedVol } from './realized-vol.ts';
import { returnPct } from './return-pct.ts';
import { rsi } from './rsi.ts';
import { takerFlow } from './taker-flow.ts';
import { lsZ, oiZ, priceZ, volumeZ } from './z-scores.ts';

/** Every metric, tier and detector of a lane, in the order in which their columns are listed and digested. */
export const DEFINITIONS: readonly MetricDefinition[] = [
  oiDeltaPct,
  lsDeltaPct,
  returnPct,
  logReturn,
  takerFlow,
  cvd,
  obv,
  rsi,
  atr,
  ema12,
  ema26,
  oiZ,
  priceZ,
  volumeZ,
  lsZ,
  fundingZ,
  realizedVol,
  oiPriceCorr,
  quoteVolume24h,
  cascade,
  fundingAnomaly,
  volatilityRegime,
  trendRegime,
  tiers,
];

const BY_COLUMN = new Map<string, MetricDefinition>(
  DEFINITIONS.flatMap((definition) => definition.columns.map((column) => [column.name, definition] as const)),
);

/** Names of every column the engine computes by default, group columns included. */
export const METRIC_NAMES: readonly string[] = [
  ...BY_COLUMN.keys(),
  ...GROUP_COLUMNS.map((column) => column.name),
];

/** The definition that writes a column; derived names such as `sma(close,20)` are made on the spot. */
export function definitionOf(name: string): MetricDefinition | undefined {
  return BY_COLUMN.get(name) ?? derivedDefinition(name);
}

/** What there is to say about every column: bar fields, metrics, detectors, signals. */
export function catalogue(): ColumnDoc[] {
  const fields = BAR_FIELDS.map((name) => ({
    name,
    unit: BAR_FIELD_DOCS[name].unit,
    meaning: BAR_FIELD_DOCS[name].meaning,
    formula: 'as the venue publishes it',
    warmUp: 'none',
  }));
  return [...fields, ...DEFINITIONS.flatMap((definition) => definition.columns), ...GROUP_COLUMNS];
}
