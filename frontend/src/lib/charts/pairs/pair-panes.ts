import { decimal, signed } from '$lib/format/numbers.ts';
import type { Colour } from '../palette.ts';

export const METHODS = ['ols', 'huber', 'kalman'] as const;
export type Method = (typeof METHODS)[number];
export const METHOD_TITLES: Readonly<Record<Method, string>> = {
  ols: 'OLS',
  huber: 'Huber',
  kalman: 'Kalman',
};
/** One colour per method, in every chart and table of the page. */
export const METHOD_COLOURS: Readonly<Record<Method, Colour>> = {
  ols: 'series1',
  huber: 'tier5',
  kalman: 'up',
};

export interface PairSeries {
  column: string;
  title: string;
  colour: Colour;
  width?: 1 | 2;
  dashed?: boolean;
  /** Held from one value to the next. */
  steps?: boolean;
  /** Something to compare with, rather than what the pane is about. */
  faint?: boolean;
  show: (value: number) => string;
}

/** One pane of the pair's chart. */
export interface PairPane {
  id: 'prices' | 'beta' | 'spread' | 'correlation' | 'adf';
  title: string;
  /** What the title means, for those who wonder. */
  meaning: string;
  /** Height relative to the others. */
  share: number;
  /** Axis in per cent since the first bar in view. */
  percent?: boolean;
  series: readonly PairSeries[];
  bands?: readonly { columns: readonly [low: string, high: string]; colour: Colour; alpha: number }[];
  /** Lines across the pane; its axis always reaches those with a title. */
  levels?: readonly { value: number; title: string }[];
  format: (value: number) => string;
}

/** What the panes depend on. */
export interface PaneChoice {
  y: string;
  x: string;
  method: Method;
  prices: 'log' | 'close';
  entry: number;
  /** Of the ADF test, for a fitted hedge; null while nothing was tested. */
  critical: { onePercent: number; fivePercent: number; tenPercent: number } | null;
  showPrice: (value: number) => string;
}

/** Small numbers need more digits than large ones: a spread of logs is some hundredths, one of prices some dollars. */
export function spreadText(value: number): string {
  const size = Math.abs(value);
  return signed(value, size >= 100 ? 1 : size >= 1 ? 3 : 5);
}
const ratio = (value: number): string => decimal(value, Math.abs(value) >= 100 ? 2 : 4);
const two = (value: number): string => decimal(value, 2);

/** The panes from the top: prices, hedge ratio, spread, correlation, stationarity. */
export function pairPanes(choice: PaneChoice): PairPane[] {
  return [prices(choice), beta(choice), spread(choice), CORRELATION, adf(choice)];
}

const prices = ({ y, x, showPrice }: PaneChoice): PairPane => ({
  id: 'prices',
  title: 'Prices',
  meaning: 'Both closes, in per cent since the first bar in view',
  share: 1.5,
  percent: true,
  series: [
    { column: 'y', title: y, colour: 'text', width: 2, show: showPrice },
    { column: 'x', title: x, colour: 'series2', width: 2, show: showPrice },
  ],
  format: showPrice,
});

const beta = ({ method }: PaneChoice): PairPane => ({
  id: 'beta',
  title: 'Hedge ratio',
  meaning: 'As it was known before each bar, with ± 2 standard errors of the chosen method',
  share: 1,
  series: [
    {
      column: `beta ${method}`,
      title: METHOD_TITLES[method],
      colour: METHOD_COLOURS[method],
      width: 2,
      show: ratio,
    },
    ...METHODS.filter((other) => other !== method).map((other): PairSeries => ({
      column: `beta ${other}`,
      title: METHOD_TITLES[other],
      colour: METHOD_COLOURS[other],
      faint: true,
      show: ratio,
    })),
  ],
  bands: [{ columns: ['betaLow', 'betaHigh'], colour: METHOD_COLOURS[method], alpha: 0.16 }],
  format: ratio,
});

const spread = ({ entry, y, x, prices: kind }: PaneChoice): PairPane => ({
  id: 'spread',
  title: 'Spread',
  meaning: `${kind === 'log' ? 'ln ' : ''}${y} − (α + β·${kind === 'log' ? 'ln ' : ''}${x}), its recent mean, and where z is ±${entry}`,
  share: 1.5,
  series: [
    { column: 'spread', title: 'Spread', colour: 'text', width: 1, show: spreadText },
    { column: 'spreadMean', title: 'mean', colour: 'series3', dashed: true, faint: true, show: spreadText },
    { column: 'spreadLow', title: `−${entry} σ`, colour: 'series3', faint: true, show: spreadText },
    { column: 'spreadHigh', title: `+${entry} σ`, colour: 'series3', faint: true, show: spreadText },
  ],
  bands: [{ columns: ['spreadLow', 'spreadHigh'], colour: 'series3', alpha: 0.1 }],
  format: spreadText,
});

const CORRELATION: PairPane = {
  id: 'correlation',
  title: 'Correlation',
  meaning: 'Pearson r of the two log returns over the window',
  share: 0.8,
  series: [{ column: 'correlation', title: 'r', colour: 'series2', show: two }],
  levels: [{ value: 0, title: '' }],
  format: two,
};

const adf = ({ critical }: PaneChoice): PairPane => ({
  id: 'adf',
  title: 'ADF',
  meaning: 'Dickey–Fuller statistic of the spread over its window: below the dotted lines the spread reverts',
  share: 0.9,
  series: [{ column: 'adf', title: 't', colour: 'series1', steps: true, show: two }],
  levels: critical
    ? [
        { value: critical.onePercent, title: '1 %' },
        { value: critical.fivePercent, title: '5 %' },
        { value: critical.tenPercent, title: '10 %' },
      ]
    : [],
  format: two,
});
