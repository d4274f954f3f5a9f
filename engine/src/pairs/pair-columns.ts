import type { ColumnDoc } from '../metrics/definition.ts';

/** What a pair says per row; in expressions as `pair.z`. */
export const PAIR_COLUMNS = [
  {
    name: 'alpha',
    unit: 'price or log price',
    meaning: 'intercept of the hedge as it was known before the bar',
    formula: 'a in y = a + b·x',
    warmUp: 'the window (Kalman: its warm-up)',
  },
  {
    name: 'beta',
    unit: 'y per x',
    meaning: 'hedge ratio as it was known before the bar',
    formula: 'b in y = a + b·x by OLS, Huber (IRLS, k = 1.345, MAD scale) or Kalman (random walk)',
    warmUp: 'the window (Kalman: its warm-up)',
  },
  {
    name: 'betaError',
    unit: 'y per x',
    meaning: 'standard error of the hedge ratio; its band is ± 2 of these',
    formula: 'OLS: s/√Sxx; Huber: H1; Kalman: √(P₂₂·s²)',
    warmUp: 'the window (Kalman: its warm-up)',
  },
  {
    name: 'hedge',
    unit: 'USDT per USDT',
    meaning: 'value of x to sell for each USDT of y bought',
    formula: 'beta of log prices; beta·x/y of prices',
    warmUp: 'that of beta',
  },
  {
    name: 'spread',
    unit: 'price or log price',
    meaning: 'what is left of y after the hedge',
    formula: 'y − (alpha + beta·x)',
    warmUp: 'that of beta',
  },
  {
    name: 'z',
    unit: 'σ',
    meaning: 'how far the spread is from its recent mean',
    formula: 'zScore(spread) over the previous values, clipped',
    warmUp: 'that of beta and the z window',
  },
  {
    name: 'correlation',
    unit: 'r',
    meaning: 'rolling correlation of the two log returns',
    formula: 'Pearson r over the window, current bar included',
    warmUp: 'the correlation window and 1 bar',
  },
  {
    name: 'adf',
    unit: 't',
    meaning: 'how strongly the spread reverts; the further below 0, the stronger',
    formula: 'ADF statistic (constant, lags by AIC) over the ADF window, anew every few bars',
    warmUp: 'that of beta and the ADF window',
  },
  {
    name: 'adfP',
    unit: 'probability',
    meaning: 'chance of such a statistic in a spread that wanders',
    formula: 'MacKinnon (1994) for the residual of a fitted hedge',
    warmUp: 'that of adf',
  },
  {
    name: 'halfLife',
    unit: 'bars',
    meaning: 'bars until half of a deviation is gone; missing where the spread does not revert',
    formula: '−ln 2 / ln φ of the spread’s first-order autoregression over the ADF window',
    warmUp: 'that of adf',
  },
] as const satisfies readonly ColumnDoc[];

export type PairColumnName = (typeof PAIR_COLUMNS)[number]['name'];

/** What the names of a pair's columns begin with in expressions and among a lane's columns. */
export const PAIR_PREFIX = 'pair.';

/** The same, by the names that expressions use. */
export const PAIR_NAMES: readonly ColumnDoc[] = PAIR_COLUMNS.map((doc) => ({
  ...doc,
  name: `${PAIR_PREFIX}${doc.name}`,
}));
