import { DETECTORS } from './detectors.ts';
import { METRIC_GROUPS } from './metrics.ts';

/** What a column is called where it stands alone: the label in its group is enough only beside its neighbours. */
const ALONE: Readonly<Record<string, string>> = {
  openInterestUsd: 'Open interest in USD',
  oiDeltaPct: 'OI change',
  oiZ: 'OI change Z',
  oiDivergence: 'OI divergence from the venues',
  oiDivergenceMax: 'OI divergence, largest of the venues',
  oiVsVenues: 'OI change less that of the venues',
  oiPriceCorr: 'Correlation of OI and price',
  oiPriceCorrFlag: 'Correlation of OI and price, state',
  weightedOi: 'Open interest, weighted over venues',
  lsDeltaPct: 'Long / short change',
  lsZ: 'Long / short Z',
  topLongShortAccounts: 'Top traders, accounts',
  topLongShortPositions: 'Top traders, positions',
  logReturn: 'Logarithmic return',
  quoteVolume24h: 'Turnover 24 h',
  fundingIntervalHours: 'Funding interval',
  fundingTime: 'Last funding',
  regimeConsensus: 'Trend regime: consensus',
  confluence: 'Confluence',
  confluenceTriggered: 'Confluence, state',
  signalCount: 'Signals of the last 12 bars',
  bias: 'Bias',
  tiersOfBar: 'Tiers 1 to 5',
  tiers: 'Tiers',
  tier: 'Highest tier',
};

const TITLES = new Map([
  ...DETECTORS.flatMap(({ title, state, facts }): [string, string][] => [
    ...facts.map(({ column, label }): [string, string] => [
      column,
      `${title}: ${label.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())}`,
    ]),
    [state, title],
  ]),
  ...METRIC_GROUPS.flatMap(({ metrics }) =>
    metrics.map(({ name, label }): [string, string] => [name, label]),
  ),
  ...Object.entries(ALONE),
]);

/** The title of a column; one that is not known here, and a derived one, goes by its own name. */
export const metricTitle = (column: string): string => TITLES.get(column) ?? column;
