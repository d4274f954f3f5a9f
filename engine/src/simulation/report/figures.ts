import { NUMBER_DOCS, type NumberDoc, type NumberName } from './documentation.ts';
import type { RegretAccount } from './regret.ts';
import type { SimulationReport } from './report.ts';

export const FIGURE_GROUPS = [
  'performance',
  'risk',
  'trades',
  'costs',
  'regret',
  'attribution',
  'compatibility',
  'data quality',
] as const;
export type FigureGroup = (typeof FIGURE_GROUPS)[number];

/** A figure of the report: where it stands, what it means, which way is good. */
export interface FigureDoc extends NumberDoc {
  /** Path in the report's `numbers`, or in the report itself where it holds a dot. */
  readonly name: string;
  readonly group: FigureGroup;
  readonly better: 'up' | 'down' | 'none';
}

/** Group of each number, and which way is good. */
const PLACE: Record<NumberName, readonly [FigureGroup, FigureDoc['better']]> = {
  netPnl: ['performance', 'up'],
  grossPnl: ['performance', 'up'],
  returnPct: ['performance', 'up'],
  buyAndHoldPct: ['performance', 'none'],
  cagrPct: ['performance', 'up'],
  volatilityPct: ['risk', 'down'],
  sharpe: ['risk', 'up'],
  sortino: ['risk', 'up'],
  calmar: ['risk', 'up'],
  maxDrawdownPct: ['risk', 'down'],
  maxDrawdownUsd: ['risk', 'down'],
  maxDrawdownMs: ['risk', 'down'],
  exposurePct: ['risk', 'none'],
  trades: ['trades', 'none'],
  longTrades: ['trades', 'none'],
  shortTrades: ['trades', 'none'],
  wins: ['trades', 'none'],
  hitRate: ['trades', 'up'],
  hitRateLow: ['trades', 'up'],
  hitRateHigh: ['trades', 'up'],
  profitFactor: ['trades', 'up'],
  expectancy: ['trades', 'up'],
  expectancyPct: ['trades', 'up'],
  averageWin: ['trades', 'up'],
  averageLoss: ['trades', 'up'],
  bestTrade: ['trades', 'none'],
  worstTrade: ['trades', 'up'],
  sqn: ['trades', 'up'],
  averageBarsHeld: ['trades', 'none'],
  averageMae: ['trades', 'up'],
  averageMfe: ['trades', 'up'],
  fees: ['costs', 'down'],
  funding: ['costs', 'up'],
  slippage: ['costs', 'down'],
  turnover: ['costs', 'none'],
  exitRegret: ['regret', 'down'],
  meanExitRegret: ['regret', 'down'],
  entryRegret: ['regret', 'down'],
  meanEntryRegret: ['regret', 'down'],
  missedSignals: ['regret', 'none'],
  missedRegret: ['regret', 'down'],
};

const doc = (label: string, formula: string, unit = 'USDT'): NumberDoc => ({ label, unit, formula });

/** Parts of the regret account: entryTiming + exitTiming + missedSignals + falseSignals + costs + funding = realised − oracle. */
const REGRET: Record<keyof RegretAccount, NumberDoc> = {
  oracle: doc(
    'Hindsight',
    'Σ of the best open within k bars of each signal to the best fill after it, before costs; 0 where that does not cover the costs',
  ),
  entryTiming: doc('Entry timing', 'side·size·(best entry − entry), Σ over trades; ≤ 0'),
  exitTiming: doc('Exit timing', 'side·size·(exit − best exit after the best entry), Σ over trades; ≤ 0'),
  missedSignals: doc('Missed signals', '− what hindsight would have made of signals that were not traded'),
  falseSignals: doc('False signals', 'result before costs of trades that not even hindsight could have used'),
  costs: doc('Fees and slippage', '− Σ fees − Σ slippage'),
  funding: doc('Funding', 'Σ funding received − paid'),
  realised: doc('Realised', 'Σ net PnL of closed trades'),
};

const RATIOS = ['sharpe', 'sortino', 'calmar', 'sqn'] as const;
type Ratio = (typeof RATIOS)[number];
const RATIO_LABEL: Record<Ratio, string> = {
  sharpe: 'Sharpe',
  sortino: 'Sortino',
  calmar: 'Calmar',
  sqn: 'SQN',
};

/** How others define the four ratios. Where they print -100 or ∞ for "undefined", there is none here. */
const COMPATIBILITY: Record<keyof SimulationReport['compatibility'], Record<Ratio | 'label', string>> = {
  backtestingPy: {
    label: 'backtesting.py',
    sharpe:
      'annualised geometric mean of daily returns / √((s² + (1 + g)²)^N − (1 + g)^(2N)); N = 365, or 252 where weekends are not traded',
    sortino: 'annualised geometric mean of daily returns / (√(mean of min(r, 0)²)·√N)',
    calmar: 'annualised geometric mean of daily returns / deepest drawdown',
    sqn: '√n·mean PnL / standard deviation of PnL (n − 1)',
  },
  vectorbt: {
    label: 'vectorbt',
    sharpe: 'mean of bar returns / their standard deviation (n − 1)·√(bars in 365 days)',
    sortino: 'mean of bar returns·√(bars in 365 days) / √(mean of min(r, 0)²)',
    calmar: '((final / starting equity)^(bars in 365 days / bars) − 1) / deepest drawdown',
    sqn: '√n·mean PnL / standard deviation of PnL (n − 1)',
  },
  freqtrade: {
    label: 'freqtrade',
    sharpe:
      'Σ (PnL / starting balance) / days / standard deviation of PnL / starting balance (n)·√365; of closed trades',
    sortino: 'the same over the standard deviation (n) of losing trades',
    calmar: '100·Σ (PnL / starting balance) / days / drawdown of closed trades·√365',
    sqn: '√n·mean PnL / standard deviation of PnL (n − 1)',
  },
};

const QUALITY: Record<keyof SimulationReport['dataQuality'], NumberDoc> = {
  exposedRows: doc('Bars in the market', 'bars in which a position was open at some moment', 'bars'),
  waitedFills: doc('Late fills', 'fills that waited over missing bars for a price', ''),
  waitedBars: doc('Bars waited', 'missing bars that orders waited', 'bars'),
  bothHit: doc('Order assumed', 'bars that reached stop and target; the stop was assumed', 'bars'),
  drilledBars: doc('Drilled bars', 'bars whose order of events was read from a finer timeframe', 'bars'),
  reducedOrders: doc('Orders cut', 'entries cut to what the equity could carry', ''),
  refusedOrders: doc('Orders refused', 'entries without equity, size, or the stop they asked for', ''),
  conflicts: doc('Conflicts', 'bars at which both sides were signalled while flat', 'bars'),
  brokenPairs: doc('Broken pairs', 'pairs of which one leg was alone', ''),
  settlements: doc('Settlements', 'funding settlements while a position was open', ''),
  estimatedSettlements: doc(
    'Estimated settlements',
    'settlements hidden by longer bars, at the last rate',
    '',
  ),
  turnover: doc('Turnover', 'Σ value of all fills'),
  holes: doc('Missing bars', 'bars without a close, over all lanes', 'bars'),
  rejected: doc('Rejected values', 'values of the recording that were no data', ''),
};

/** Every figure of a report, group by group, in the order in which reports show them. */
export const FIGURES: readonly FigureDoc[] = [
  ...(Object.keys(NUMBER_DOCS) as NumberName[])
    .map((name): FigureDoc => ({ name, ...NUMBER_DOCS[name], group: PLACE[name][0], better: PLACE[name][1] }))
    .sort((a, b) => FIGURE_GROUPS.indexOf(a.group) - FIGURE_GROUPS.indexOf(b.group)),
  ...Object.entries(REGRET).map(([name, about]): FigureDoc => ({
    name: `regret.${name}`,
    ...about,
    group: 'attribution',
    better: 'none',
  })),
  ...Object.entries(COMPATIBILITY).flatMap(([engine, about]) =>
    RATIOS.map((ratio): FigureDoc => ({
      name: `compatibility.${engine}.${ratio}`,
      label: `${RATIO_LABEL[ratio]} (${about.label})`,
      unit: '',
      formula: about[ratio],
      group: 'compatibility',
      better: 'up',
    })),
  ),
  ...Object.entries(QUALITY).map(([name, about]): FigureDoc => ({
    name: `dataQuality.${name}`,
    ...about,
    group: 'data quality',
    better: 'none',
  })),
];
