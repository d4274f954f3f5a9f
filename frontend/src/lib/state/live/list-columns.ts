import type { Units } from '$lib/state/preferences.svelte.ts';
import { compact, decimal, percent, price, signed } from '$lib/format/numbers.ts';

/** How a column of the list stands on the screen. */
export interface ListColumn {
  id: string;
  label: string;
  /** What it means, on hover; the engine's own words are added where there are any. */
  hint: string;
  /** The column of the engine that it shows. */
  source: string;
  kind: 'text' | 'number' | 'price' | 'state' | 'tier' | 'line';
  show: (value: number) => string;
  unit?: string;
  /** Coloured by its sign. */
  directed?: boolean;
  /** Tiers whose condition it is: it is marked where one of them fires. */
  tiers?: readonly number[];
  /** In `rem`. */
  width: number;
  /** Shown until the reader chooses otherwise. */
  standard: boolean;
}

const text = (value: number): string => String(value);
type More = Partial<Pick<ListColumn, 'unit' | 'directed' | 'tiers' | 'width' | 'standard' | 'kind'>>;

function column(
  id: string,
  label: string,
  hint: string,
  show: ListColumn['show'],
  more: More & { source?: string } = {},
): ListColumn {
  return { id, label, hint, show, source: id, kind: 'number', width: 5.25, standard: true, ...more };
}

const fixed = (digits: number) => (value: number) => decimal(value, digits);
const change = (digits: number) => (value: number) => signed(value, digits);

/** Every column of the list, in its order. `symbol` stands first and cannot be taken away. */
export const LIST_COLUMNS: readonly ListColumn[] = [
  column('symbol', 'Symbol', 'Symbol as ccxt writes it', text, { kind: 'text', width: 8.75 }),
  column('venue', 'Venue', 'Where it is traded', text, { kind: 'text', width: 6.25 }),
  column('price', 'Price', 'Last trade; between trades the close of the newest bar', price, {
    source: 'close',
    kind: 'price',
    width: 5.25,
  }),
  column('line', 'Last 48', 'Closes of the last 48 bars', text, {
    source: 'close',
    kind: 'line',
    width: 5.5,
  }),
  column('returnPct', 'Return', 'Change of the close over the bar', change(2), {
    unit: '%',
    directed: true,
    width: 4.5,
  }),
  column('openInterestUsd', 'OI', 'Open interest in USD', compact, { unit: '$', width: 5 }),
  column('oiDeltaPct', 'OI Δ', 'Change of open interest over the bar', change(3), {
    ...{ unit: '%', directed: true, tiers: [3, 4], width: 4.75 },
  }),
  column('oiZ', 'OI Z', 'How unusual that change is', change(2), {
    directed: true,
    tiers: [1, 2],
    width: 4,
  }),
  column('globalLongShort', 'L/S', 'Long accounts to short accounts', fixed(2), { tiers: [2], width: 3.5 }),
  column('topLongShortPositions', 'Top L/S', 'The same of top traders, by position', fixed(2), {
    width: 4.25,
  }),
  column('imbalancePct', 'Imb.', 'Taker buys less sells, of all', change(1), {
    ...{ unit: '%', directed: true, tiers: [2], width: 4.5 },
  }),
  column('cvd', 'CVD', 'Buys less sells since midnight UTC, in base units', compact, {
    directed: true,
    width: 5,
  }),
  column('rsi', 'RSI', 'Wilder, 14 bars', fixed(0), { width: 3 }),
  column('fundingRate', 'Funding', 'Last settled rate', (value) => percent(value, 4), {
    ...{ tiers: [4], width: 5.25 },
  }),
  column('regimePrimary', 'Regime', 'Trend over 1h, 4h, 1d and 1w', text, { kind: 'state', width: 5 }),
  column('volatilityRegime', 'Volatility', 'Regime of the realised volatility', text, {
    ...{ kind: 'state', width: 5.5 },
  }),
  column('tier', 'Tiers', 'Tiers that fire at this bar', text, { kind: 'tier', width: 5 }),
  column('close', 'Close', 'Close of the newest bar', price, { width: 6.25, standard: false }),
  column('volumeZ', 'Volume Z', 'How unusual the volume is', change(2), { standard: false }),
  column('priceZ', 'Return Z', 'How unusual the return is', change(2), { directed: true, standard: false }),
  column('quoteVolume24h', 'Turnover 24 h', 'Quote volume of 24 h', compact, {
    ...{ unit: '$', width: 6.75, standard: false },
  }),
  column('openInterest', 'OI, base', 'Open interest in base units', compact, { standard: false }),
  column('lsDeltaPct', 'L/S Δ', 'Change of long to short', change(3), {
    ...{ unit: '%', directed: true, standard: false },
  }),
  column('topLongShortAccounts', 'Top accounts', 'Long to short of top traders, by account', fixed(2), {
    ...{ width: 6.5, standard: false },
  }),
  column('cvdDelta', 'CVD Δ', 'Buys less sells of the bar', compact, { directed: true, standard: false }),
  column('fundingZ', 'Funding Z', 'How unusual the rate is', change(2), { directed: true, standard: false }),
  column('realizedVol', 'Realised', 'Realised volatility of 24 h', fixed(2), { unit: '%', standard: false }),
  column('cascadeVelocity', 'Liquidated', 'USD per hour, over the last hour', compact, {
    ...{ unit: '$/h', width: 7, standard: false },
  }),
  column('oiDivergence', 'Divergence', 'OI change beside that of other venues', change(2), {
    ...{ unit: 'σ', tiers: [5], width: 6, standard: false },
  }),
];

const BY_ID = new Map(LIST_COLUMNS.map((one) => [one.id, one]));
export const listColumn = (id: string): ListColumn | undefined => BY_ID.get(id);

/** By how much a column is wider that writes every digit of large figures. */
const FULL_WIDTH = 1.5;

/** The chosen columns in their order, as the reader's units have them: open interest in coins in place of USD, room for digits. */
export function columnsFor(chosen: readonly string[], { amounts, figures }: Units): readonly ListColumn[] {
  const inCoins = amounts === 'base' && !chosen.includes('openInterest') && listColumn('openInterest');
  return LIST_COLUMNS.filter(({ id }) => id === 'symbol' || chosen.includes(id))
    .map((one) => (inCoins && one.id === 'openInterestUsd' ? inCoins : one))
    .map((one) =>
      figures === 'full' && one.show === compact ? { ...one, width: one.width * FULL_WIDTH } : one,
    );
}

export const STANDARD_COLUMNS: readonly string[] = LIST_COLUMNS.filter(({ standard }) => standard).map(
  ({ id }) => id,
);

/** What the panels read beside it. */
const PANEL_COLUMNS = [
  ...[
    'tiers',
    'bias',
    'riskMultiplier',
    'volatilityRatio',
    'volatilityClustering',
    'volatilityPredictability',
  ],
  ...['cascadeSeverity', 'cascadeDominance', 'cascadeTotalUsd', 'cascadeLongShare'],
  ...[
    'fundingAnomaly',
    'fundingAnomalyZ',
    'fundingPersistence',
    'fundingReversal',
    'fundingReversalProbability',
  ],
  ...[
    'regime1h',
    'regime4h',
    'regime1d',
    'regime1w',
    'regimeAgreement',
    'regimeConfidence',
    'regimeConsensus',
  ],
  ...['weightedOi', 'oiVsVenues', 'oiDivergenceMax'],
];

/** The engine's columns that the dashboard asks for at every close. */
export const WIRE_COLUMNS: readonly string[] = [
  ...new Set([
    ...LIST_COLUMNS.filter(({ kind }) => kind !== 'text').map(({ source }) => source),
    ...PANEL_COLUMNS,
  ]),
];
