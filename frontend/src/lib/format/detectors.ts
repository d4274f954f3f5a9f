import { compact, decimal, percent, signed, type Missing } from './numbers.ts';

export interface DetectorFact {
  column: string;
  label: string;
  /** How a number reads; a state is read in the words of its column. */
  show?: (value: Missing) => string;
}

export interface DetectorView {
  title: string;
  /** The column that says whether the detector is speaking, and from which size on. */
  state: string;
  quiet: (value: number) => boolean;
  facts: readonly DetectorFact[];
}

/** What is missing has no unit. */
const known = (value: Missing, text: string): string =>
  value === null || value === undefined || Number.isNaN(value) ? compact(null) : text;
const usd = (value: Missing): string => known(value, `${compact(value)} $`);
const sigma = (value: Missing): string => signed(value, 2);
const times = (value: Missing): string => known(value, `${decimal(value, 2)} ×`);
const isZero = (value: number): boolean => value === 0;

/** The detectors of a lane, in the order of their documents. */
export const DETECTORS: readonly DetectorView[] = [
  {
    title: 'Liquidation cascade',
    state: 'cascadeSeverity',
    quiet: isZero,
    facts: [
      { column: 'cascadeDominance', label: 'Side' },
      { column: 'cascadeTotalUsd', label: 'Last hour', show: usd },
      { column: 'cascadeVelocity', label: 'Per hour', show: usd },
      { column: 'cascadeLongShare', label: 'Longs', show: (value) => percent(value, 0) },
    ],
  },
  {
    title: 'Funding anomaly',
    state: 'fundingAnomaly',
    quiet: isZero,
    facts: [
      { column: 'fundingAnomalyZ', label: 'Z of 90', show: sigma },
      { column: 'fundingPersistence', label: 'Persistence', show: (value) => percent(value, 0) },
      { column: 'fundingReversal', label: 'Reversal' },
      { column: 'fundingReversalProbability', label: 'Comes back', show: (value) => percent(value, 0) },
    ],
  },
  {
    title: 'Volatility regime',
    state: 'volatilityRegime',
    quiet: isZero,
    facts: [
      {
        column: 'realizedVol',
        label: 'Realised 24 h',
        show: (value) => known(value, `${decimal(value, 2)}%`),
      },
      { column: 'volatilityRatio', label: 'To 30 days', show: times },
      { column: 'riskMultiplier', label: 'Risk', show: times },
      { column: 'volatilityClustering', label: 'Stays', show: (value) => percent(value, 0) },
      { column: 'volatilityPredictability', label: 'Predictability' },
    ],
  },
  {
    title: 'Trend regime',
    state: 'regimePrimary',
    quiet: isZero,
    facts: [
      { column: 'regime1h', label: '1h' },
      { column: 'regime4h', label: '4h' },
      { column: 'regime1d', label: '1d' },
      { column: 'regime1w', label: '1w' },
      {
        column: 'regimeAgreement',
        label: 'Agreement',
        show: (value) => known(value, `${decimal(value, 0)} of 4`),
      },
      { column: 'regimeConfidence', label: 'Confidence', show: (value) => decimal(value, 0) },
    ],
  },
  {
    title: 'Open interest and price',
    state: 'oiPriceCorrFlag',
    quiet: isZero,
    facts: [{ column: 'oiPriceCorr', label: 'Correlation', show: sigma }],
  },
];

/** `SPOT_COOLING` as people read it: `spot cooling`. */
export const words = (state: string): string => state.replaceAll('_', ' ').toLowerCase();
