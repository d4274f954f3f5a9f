import { compact, decimal, direction, percent, signed } from '$lib/format/numbers.ts';
import type { Board } from './board.ts';

export type Tone = 'up' | 'down' | 'strong' | 'plain' | 'quiet';

export interface PanelCell {
  text: string;
  tone?: Tone;
  /** A bar behind the text, from 0 to 1. */
  share?: number;
}

export interface PanelColumn {
  label: string;
  hint: string;
  numeric?: boolean;
  /** The engine's column that it shows; left out where it is asked for otherwise. */
  source?: string;
  cell: (lane: number) => PanelCell;
}

/** A detector over all lanes: which of them have something to say, the most telling first. */
export interface Panel {
  id: string;
  title: string;
  /** Said where no lane has anything to show. */
  empty: string;
  rows: number[];
  columns: PanelColumn[];
}

/** Reads a state in the words of its column. */
export type Words = (column: string, value: number) => string;

const dollars = (value: number): string => (Number.isFinite(value) ? `${compact(value)} $` : '–');
const times = (value: number): string => (Number.isFinite(value) ? `${decimal(value, 2)} ×` : '–');
const toneOf = (value: number): Tone => ({ up: 'up', down: 'down', flat: 'plain' })[direction(value)] as Tone;
const finite = (value: number): number => (Number.isFinite(value) ? value : -Infinity);

/** Lanes for which a value is known, the largest first. */
function ranked(board: Board, rank: (lane: number) => number): number[] {
  return board.lanes
    .map((_, lane) => lane)
    .filter((lane) => Number.isFinite(rank(lane)))
    .sort((a, b) => rank(b) - rank(a));
}

class Maker {
  constructor(
    readonly board: Board,
    readonly words: Words,
  ) {}

  number(
    label: string,
    hint: string,
    column: string,
    show: (value: number) => string,
    directed = false,
  ): PanelColumn {
    const cell = (lane: number): PanelCell => {
      const value = this.board.at(lane, column);
      return { text: show(value), tone: directed ? toneOf(value) : 'plain' };
    };
    return { label, hint, numeric: true, source: column, cell };
  }

  share(label: string, hint: string, column: string, scale = 1): PanelColumn {
    const cell = (lane: number): PanelCell => {
      const value = this.board.at(lane, column) / scale;
      return {
        text: percent(value, 0),
        share: Number.isFinite(value) ? Math.max(0, Math.min(1, value)) : undefined,
      };
    };
    return { label, hint, numeric: true, source: column, cell };
  }

  state(label: string, hint: string, column: string, tone: (value: number) => Tone): PanelColumn {
    const cell = (lane: number): PanelCell => {
      const value = this.board.at(lane, column);
      return { text: this.words(column, value), tone: Number.isFinite(value) ? tone(value) : 'quiet' };
    };
    return { label, hint, source: column, cell };
  }
}

const loud = (value: number): Tone => (value === 0 ? 'quiet' : 'strong');

/** Liquidations of the last hour. */
export function cascadesOf(board: Board, words: Words): Panel {
  const make = new Maker(board, words);
  const total = (lane: number): number => board.at(lane, 'cascadeTotalUsd');
  const rank = (lane: number): number => finite(board.at(lane, 'cascadeSeverity')) * 1e15 + total(lane);
  return {
    id: 'cascades',
    title: 'Cascades',
    empty: 'Nothing was liquidated in the last hour.',
    rows: ranked(board, rank).filter((lane) => total(lane) > 0),
    columns: [
      make.state('Severity', 'From 500 K $ in an hour and 200 K $/h on', 'cascadeSeverity', loud),
      make.number(
        'Velocity',
        'USD liquidated per hour',
        'cascadeVelocity',
        (value) => `${compact(value)} $/h`,
      ),
      make.number('Last hour', 'USD liquidated in the last hour', 'cascadeTotalUsd', dollars),
      make.state('Side', 'Which side is liquidated, in a cascade', 'cascadeDominance', (value) =>
        toneOf(-value),
      ),
      make.share('Longs', 'Share of longs among the liquidations', 'cascadeLongShare'),
    ],
  };
}

export function fundingOf(board: Board, words: Words): Panel {
  const make = new Maker(board, words);
  return {
    id: 'funding',
    title: 'Funding',
    empty: 'No rate has been compared with ninety settlements yet.',
    rows: ranked(board, (lane) => Math.abs(board.at(lane, 'fundingAnomalyZ'))),
    columns: [
      make.state('State', '±1 at |Z| ≥ 2, ±2 at |Z| ≥ 3', 'fundingAnomaly', loud),
      make.number('Rate', 'Last settled', 'fundingRate', (value) => percent(value, 4), true),
      make.number(
        'Z of 90',
        'Against the 90 settlements before',
        'fundingAnomalyZ',
        (value) => signed(value, 2),
        true,
      ),
      make.share(
        'Persistence',
        'Share of the last 30 settlements that were anomalous alike',
        'fundingPersistence',
      ),
      make.state('Reversal', 'The settlement at which Z turned', 'fundingReversal', toneOf),
      make.share(
        'Comes back',
        'How often earlier anomalies came back within 3',
        'fundingReversalProbability',
      ),
    ],
  };
}

export function volatilityOf(board: Board, words: Words): Panel {
  const make = new Maker(board, words);
  return {
    id: 'volatility',
    title: 'Volatility',
    empty: 'No lane has a day of bars yet.',
    rows: ranked(board, (lane) => board.at(lane, 'realizedVol')),
    columns: [
      make.state('Regime', 'By realised volatility of 24 h', 'volatilityRegime', (value) =>
        value >= 2 ? 'down' : 'strong',
      ),
      make.number(
        'Realised',
        'Standard deviation of returns, 24 h',
        'realizedVol',
        (value) => `${decimal(value, 2)}%`,
      ),
      make.number('Risk', 'Risk multiplier of the regime', 'riskMultiplier', times),
      make.number('To 30 d', 'Against its 30-day mean', 'volatilityRatio', times),
      make.share('Stays', 'How often this regime was followed by itself', 'volatilityClustering'),
      make.state('Predictable', 'Predictability', 'volatilityPredictability', () => 'plain'),
    ],
  };
}

export function regimesOf(board: Board, words: Words): Panel {
  const make = new Maker(board, words);
  const one = (timeframe: string): PanelColumn =>
    make.state(timeframe, `Trend of closed ${timeframe} bars`, `regime${timeframe}`, toneOf);
  return {
    id: 'regimes',
    title: 'Regimes',
    empty: 'No timeframe has enough closed bars yet.',
    rows: ranked(board, (lane) => board.at(lane, 'regimeConfidence')),
    columns: [
      make.state('Primary', 'The regime of most timeframes', 'regimePrimary', toneOf),
      ...['1h', '4h', '1d', '1w'].map(one),
      make.number('Agreement', 'Timeframes that share it', 'regimeAgreement', (value) =>
        Number.isFinite(value) ? `${decimal(value, 0)} of 4` : '–',
      ),
      make.share('Confidence', 'Agreement times strength', 'regimeConfidence', 100),
      make.state('Consensus', 'Whether they agree', 'regimeConsensus', (value) =>
        value > 0 ? 'strong' : 'quiet',
      ),
    ],
  };
}

/** Every symbol that is watched on more than one venue, the widest divergence first; its venues stand together. */
export function venuesOf(board: Board, words: Words): Panel {
  const make = new Maker(board, words);
  const size = (lane: number): number => finite(Math.abs(board.at(lane, 'oiDivergenceMax')));
  const name = (lane: number): string => board.lanes[lane].symbol;
  const venues = new Map<string, number>();
  for (const { symbol } of board.lanes) venues.set(symbol, (venues.get(symbol) ?? 0) + 1);
  const rows = board.lanes.map((_, lane) => lane).filter((lane) => (venues.get(name(lane)) ?? 0) > 1);
  rows.sort((a, b) => (size(a) === size(b) ? name(a).localeCompare(name(b)) : size(b) - size(a)) || a - b);
  return {
    id: 'venues',
    title: 'Venues',
    empty: 'Every symbol is watched on one venue only: there is nothing to compare.',
    rows,
    columns: [
      make.number('OI', 'Open interest at the venue', 'openInterestUsd', dollars),
      make.number('Weighted OI', 'Over venues, weighted by turnover', 'weightedOi', dollars),
      make.number('OI Δ', 'Change over the bar', 'oiDeltaPct', (value) => `${signed(value, 3)}%`, true),
      make.number(
        'Beside others',
        'Change less that of all venues',
        'oiVsVenues',
        (value) => `${signed(value, 3)}%`,
        true,
      ),
      make.number(
        'Divergence',
        'How unusual that is; tier 5 beyond ±2',
        'oiDivergence',
        (value) => `${signed(value, 2)} σ`,
        true,
      ),
    ],
  };
}

export const PANELS: readonly { id: string; title: string; of: (board: Board, words: Words) => Panel }[] = [
  { id: 'cascades', title: 'Cascades', of: cascadesOf },
  { id: 'funding', title: 'Funding', of: fundingOf },
  { id: 'volatility', title: 'Volatility', of: volatilityOf },
  { id: 'regimes', title: 'Regimes', of: regimesOf },
  { id: 'venues', title: 'Venues', of: venuesOf },
];
