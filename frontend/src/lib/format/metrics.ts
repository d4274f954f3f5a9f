import { compact, count, decimal, percent, price, signed, type Missing } from './numbers.ts';

/** How a column is shown: where it stands, what it is called, and how its numbers read. */
export interface MetricView {
  name: string;
  label: string;
  show: (value: Missing) => string;
  /** Printed behind the number; empty where the label or the number says it. */
  unit: string;
  /** Coloured by its sign. */
  directed?: boolean;
}

export interface MetricGroup {
  title: string;
  metrics: MetricView[];
}

const of = (digits: number) => (value: Missing) => decimal(value, digits);
const change = (digits: number) => (value: Missing) => signed(value, digits);

function view(
  name: string,
  label: string,
  show: MetricView['show'],
  unit = '',
  options: Pick<MetricView, 'directed'> = {},
): MetricView {
  return { name, label, show, unit, ...options };
}

const directed = { directed: true };

/** The state of the bar, in the order in which a strategist reads it. */
export const METRIC_GROUPS: readonly MetricGroup[] = [
  {
    title: 'Price',
    metrics: [
      view('open', 'Open', price),
      view('high', 'High', price),
      view('low', 'Low', price),
      view('close', 'Close', price),
      view('returnPct', 'Return', change(3), '%', directed),
      view('priceZ', 'Return Z', change(2), 'σ', directed),
      view('rsi', 'RSI 14', of(1)),
      view('atr', 'ATR 14', price),
      view('ema12', 'EMA 12', price),
      view('ema26', 'EMA 26', price),
      view('realizedVol', 'Realised vol. 24 h', of(2), '%'),
    ],
  },
  {
    title: 'Flow',
    metrics: [
      view('volume', 'Volume', compact),
      view('volumeZ', 'Volume Z', change(2), 'σ'),
      view('takerBuyVolume', 'Taker buy', compact),
      view('imbalancePct', 'Imbalance', change(2), '%', directed),
      view('cvdDelta', 'CVD change', compact, '', directed),
      view('cvd', 'CVD today', compact, '', directed),
      view('obv', 'OBV', compact),
      view('quoteVolume', 'Turnover', compact, 'USDT'),
      view('trades', 'Trades', count),
    ],
  },
  {
    title: 'Open interest',
    metrics: [
      view('openInterest', 'Open interest', compact),
      view('openInterestUsd', 'in USD', compact, '$'),
      view('oiDeltaPct', 'Change', change(3), '%', directed),
      view('oiZ', 'Change Z', change(2), 'σ', directed),
      view('oiDivergence', 'Venue divergence', change(2), 'σ'),
      view('oiPriceCorr', 'Corr. with price', change(2), 'r'),
      view('weightedOi', 'Weighted OI', compact, '$'),
    ],
  },
  {
    title: 'Positioning',
    metrics: [
      view('globalLongShort', 'Long / short', of(3)),
      view('lsDeltaPct', 'Change', change(3), '%', directed),
      view('lsZ', 'Z', change(2), 'σ'),
      view('topLongShortAccounts', 'Top accounts', of(3)),
      view('topLongShortPositions', 'Top positions', of(3)),
      view('takerLongShort', 'Taker buy / sell', of(3)),
    ],
  },
  {
    title: 'Funding and liquidations',
    metrics: [
      view('fundingRate', 'Funding', (value) => percent(value, 4)),
      view('fundingZ', 'Funding Z', change(2), 'σ'),
      view('liquidatedLongUsd', 'Longs liquidated', compact, '$'),
      view('liquidatedShortUsd', 'Shorts liquidated', compact, '$'),
    ],
  },
];

const BY_NAME = new Map(
  METRIC_GROUPS.flatMap((group) => group.metrics).map((metric) => [metric.name, metric]),
);

/** How the page shows a metric of its own; undefined for every other column. */
export const ownMetric = (name: string): MetricView | undefined => BY_NAME.get(name);

/** How to show a column; one that is not known here is shown under its own name. */
export function metricView(name: string): MetricView {
  return BY_NAME.get(name) ?? view(name, name, compact);
}

const plainMetric = (expression: string): MetricView => metricView(expression.replaceAll(/[|()\s]/g, ''));

/** No more digits than this tell one number from another. */
const MOST_DIGITS = 8;

/**
 * A value of a condition, e.g. of `|imbalancePct|`: written like the metric it is made of, with as many digits as tell it from the
 * number that it stands beside. Of `0.00 < 0.00` nobody sees why it held.
 */
export function conditionValue(metric: string, value: Missing, beside?: Missing): string {
  const rate = plainMetric(metric).name === 'fundingRate';
  const write = (n: Missing, digits: number): string => (rate ? percent(n, digits) : decimal(n, digits));
  let digits = rate ? 4 : Math.abs(value ?? 0) >= 100 ? 1 : 2;
  if (typeof value === 'number' && typeof beside === 'number' && value !== beside)
    while (digits < MOST_DIGITS && write(value, digits) === write(beside, digits)) digits++;
  return write(value, digits);
}

/** The distance of a condition to its threshold, with its sign. */
export function conditionMargin(metric: string, margin: Missing): string {
  const text = conditionValue(metric, margin, 0);
  return (margin ?? 0) > 0 ? `+${text}` : text;
}
