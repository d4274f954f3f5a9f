import type { Colour } from './palette.ts';

export interface SeriesSpec {
  column: string;
  /** *threshold*: a line that changes colour beyond its base. *signed*: bars coloured by their sign. */
  kind: 'line' | 'area' | 'threshold' | 'balance' | 'signed';
  colour: Colour;
  base?: number;
}

export interface PaneSpec {
  id: string;
  title: string;
  series: readonly SeriesSpec[];
  /** Faint level lines, e.g. the thresholds of a z-score. */
  levels?: readonly number[];
  /** Least change of value that the scale resolves. */
  minMove: number;
}

/** Panes with thresholds of their own; every other metric gets a plain one. `id` is what links and saved layouts carry. */
export const PRESETS: readonly PaneSpec[] = [
  {
    id: 'oi',
    title: 'Open interest',
    series: [{ column: 'openInterest', kind: 'area', colour: 'series1' }],
    minMove: 0.01,
  },
  {
    id: 'oiZ',
    title: 'OI change Z',
    series: [{ column: 'oiZ', kind: 'threshold', colour: 'series2', base: 2.5 }],
    levels: [2.5, 0],
    minMove: 0.01,
  },
  {
    id: 'cvd',
    title: 'CVD today',
    series: [{ column: 'cvd', kind: 'balance', colour: 'up', base: 0 }],
    minMove: 0.01,
  },
  {
    id: 'imbalance',
    title: 'Imbalance %',
    series: [{ column: 'imbalancePct', kind: 'signed', colour: 'up' }],
    levels: [3, -3],
    minMove: 0.01,
  },
  {
    id: 'ls',
    title: 'Long / short',
    series: [{ column: 'globalLongShort', kind: 'threshold', colour: 'series1', base: 2 }],
    levels: [2],
    minMove: 0.001,
  },
  {
    id: 'funding',
    title: 'Funding',
    series: [{ column: 'fundingRate', kind: 'signed', colour: 'up' }],
    minMove: 0.000001,
  },
  {
    id: 'rsi',
    title: 'RSI 14',
    series: [{ column: 'rsi', kind: 'line', colour: 'series2' }],
    levels: [70, 30],
    minMove: 0.1,
  },
  {
    id: 'priceZ',
    title: 'Return Z',
    series: [{ column: 'priceZ', kind: 'signed', colour: 'up' }],
    levels: [2.5, -2.5],
    minMove: 0.01,
  },
  {
    id: 'volumeZ',
    title: 'Volume Z',
    series: [{ column: 'volumeZ', kind: 'threshold', colour: 'series3', base: 2.5 }],
    levels: [2.5],
    minMove: 0.01,
  },
  {
    id: 'liquidations',
    title: 'Liquidations, longs and shorts',
    series: [
      { column: 'liquidatedLongUsd', kind: 'line', colour: 'down' },
      { column: 'liquidatedShortUsd', kind: 'line', colour: 'up' },
    ],
    minMove: 1,
  },
  {
    id: 'vol',
    title: 'Realised volatility 24 h',
    series: [{ column: 'realizedVol', kind: 'line', colour: 'series3' }],
    levels: [1, 5, 10],
    minMove: 0.01,
  },
  {
    id: 'atr',
    title: 'ATR 14',
    series: [{ column: 'atr', kind: 'line', colour: 'series3' }],
    minMove: 0.0001,
  },
];

/** Lines that have a colour of their own over the price. */
export const OVERLAYS: readonly SeriesSpec[] = [
  { column: 'ema12', kind: 'line', colour: 'series1' },
  { column: 'ema26', kind: 'line', colour: 'series2' },
];

/** What the others take in turn. */
export const OVERLAY_COLOURS: readonly Colour[] = ['series3', 'series2', 'series1'];

export const DEFAULT_LAYOUT = 'oi,oiZ,cvd,levels';
