import { log } from '../numeric/log.ts';
import type { Tape } from '../tape/tape.ts';

/** What is said about a market in numbers, to set a simulated one beside a real one. */
export interface MarketStatistics {
  /** Log returns: standard deviation in percent, kurtosis (3 for normal), autocorrelation of their size. */
  returnDeviation: number;
  returnKurtosis: number;
  returnAutocorrelation: number;
  sizeAutocorrelation1: number;
  sizeAutocorrelation12: number;
  sizeAutocorrelationDay: number;
  /** Mean of ln(high/low) over mean |log return|. */
  rangeOverMove: number;
  /** Log volume: standard deviation, and correlation with the size of the return. */
  volumeDeviation: number;
  volumeWithMove: number;
  /** Taker imbalance: standard deviation in percent, and correlation with the return. */
  imbalanceDeviation: number;
  imbalanceWithReturn: number;
  /** Open-interest changes: standard deviation in percent, kurtosis, correlation of their size with the return's. */
  interestDeviation: number;
  interestKurtosis: number;
  interestWithMove: number;
}

/** Statistics of a 5m tape; bars with holes are left out of what they would enter. */
export function marketStatistics(tape: Tape): MarketStatistics {
  const { close, high, low, volume, takerBuyVolume, openInterest } = tape.columns;
  const rows = Array.from({ length: tape.rows - 1 }, (_, i) => i + 1);
  const returns = rows.map((i) => log(close[i] / close[i - 1]));
  const sizes = returns.map(Math.abs);
  const volumes = rows.map((i) => log(volume[i]));
  const imbalances = rows.map((i) => 100 * ((2 * takerBuyVolume[i]) / volume[i] - 1));
  const interest = rows.map((i) => 100 * (openInterest[i] / openInterest[i - 1] - 1));
  return {
    returnDeviation: 100 * deviation(returns),
    returnKurtosis: kurtosis(returns),
    returnAutocorrelation: lagged(returns, 1),
    sizeAutocorrelation1: lagged(sizes, 1),
    sizeAutocorrelation12: lagged(sizes, 12),
    sizeAutocorrelationDay: lagged(sizes, 288),
    rangeOverMove: mean(rows.map((i) => log(high[i] / low[i]))) / mean(sizes),
    volumeDeviation: deviation(volumes),
    volumeWithMove: correlation(volumes, sizes),
    imbalanceDeviation: deviation(imbalances),
    imbalanceWithReturn: correlation(imbalances, returns),
    interestDeviation: deviation(interest),
    interestKurtosis: kurtosis(interest),
    interestWithMove: correlation(interest.map(Math.abs), sizes),
  };
}

function mean(values: readonly number[]): number {
  const known = values.filter(Number.isFinite);
  return known.reduce((sum, x) => sum + x, 0) / known.length;
}

function moment(values: readonly number[], order: 2 | 4): number {
  const centre = mean(values);
  return mean(
    values.map((x) => (order === 2 ? (x - centre) * (x - centre) : square((x - centre) * (x - centre)))),
  );
}

const square = (x: number): number => x * x;
const deviation = (values: readonly number[]): number => Math.sqrt(moment(values, 2));
const kurtosis = (values: readonly number[]): number => moment(values, 4) / square(moment(values, 2));

function correlation(x: readonly number[], y: readonly number[]): number {
  const pairs = x.map((value, i) => [value, y[i]]).filter((pair) => pair.every(Number.isFinite));
  const [a, b] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - ma) * (b[i] - mb))) / (deviation(a) * deviation(b));
}

const lagged = (values: readonly number[], lag: number): number =>
  correlation(values.slice(lag), values.slice(0, -lag));
