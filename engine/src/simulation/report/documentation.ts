/** What a number of the report means: shown on hover and printed in the documents. */
export interface NumberDoc {
  readonly label: string;
  readonly unit: string;
  readonly formula: string;
}

export const NUMBER_DOCS = {
  netPnl: { label: 'Net PnL', unit: 'USDT', formula: 'final equity − starting equity' },
  grossPnl: {
    label: 'Gross PnL',
    unit: 'USDT',
    formula: 'Σ side·size·(exit fill − entry fill) of closed trades, before fees and funding',
  },
  returnPct: { label: 'Return', unit: '%', formula: '100·(final equity / starting equity − 1)' },
  buyAndHoldPct: {
    label: 'Buy and hold',
    unit: '%',
    formula: '100·(last close / first open − 1), mean over the lanes',
  },
  cagrPct: {
    label: 'CAGR',
    unit: '%',
    formula: '100·((final / starting equity)^(365 days / period) − 1); undefined below one day',
  },
  volatilityPct: {
    label: 'Volatility',
    unit: '% per year',
    formula: '100·standard deviation (n − 1) of daily returns·√365; UTC days',
  },
  sharpe: {
    label: 'Sharpe',
    unit: '',
    formula: 'mean of daily returns / their standard deviation (n − 1)·√365; risk-free rate 0',
  },
  sortino: { label: 'Sortino', unit: '', formula: 'mean of daily returns / √(mean of min(r, 0)²)·√365' },
  calmar: { label: 'Calmar', unit: '', formula: 'CAGR / deepest drawdown' },
  maxDrawdownPct: {
    label: 'Max. drawdown',
    unit: '%',
    formula: '100·max(1 − equity / highest equity so far), at closes',
  },
  maxDrawdownUsd: {
    label: 'Max. drawdown',
    unit: 'USDT',
    formula: 'max(highest equity so far − equity), at closes',
  },
  maxDrawdownMs: {
    label: 'Longest drawdown',
    unit: 'ms',
    formula: 'longest time from a peak of the equity to its recovery, or to the end',
  },
  exposurePct: { label: 'Exposure', unit: '%', formula: '100·bars in which a position was open / bars' },
  trades: { label: 'Trades', unit: '', formula: 'closed trades' },
  longTrades: { label: 'Long trades', unit: '', formula: 'closed long trades' },
  shortTrades: { label: 'Short trades', unit: '', formula: 'closed short trades' },
  wins: { label: 'Wins', unit: '', formula: 'trades with net PnL > 0' },
  hitRate: { label: 'Hit rate', unit: 'fraction', formula: 'wins / trades' },
  hitRateLow: {
    label: 'Hit rate, 95 % from',
    unit: 'fraction',
    formula: 'lower end of the Wilson score interval',
  },
  hitRateHigh: {
    label: 'Hit rate, 95 % to',
    unit: 'fraction',
    formula: 'upper end of the Wilson score interval',
  },
  profitFactor: {
    label: 'Profit factor',
    unit: '',
    formula: 'Σ net profits / |Σ net losses|; undefined without losses',
  },
  expectancy: { label: 'Expectancy', unit: 'USDT', formula: 'mean net PnL per trade' },
  expectancyPct: { label: 'Expectancy', unit: '%', formula: '100·mean of net PnL / entry value' },
  averageWin: { label: 'Average win', unit: 'USDT', formula: 'mean net PnL of winning trades' },
  averageLoss: { label: 'Average loss', unit: 'USDT', formula: 'mean net PnL of losing trades' },
  bestTrade: { label: 'Best trade', unit: 'USDT', formula: 'largest net PnL' },
  worstTrade: { label: 'Worst trade', unit: 'USDT', formula: 'smallest net PnL' },
  sqn: { label: 'SQN', unit: '', formula: '√trades·mean net PnL / standard deviation (n − 1)' },
  averageBarsHeld: { label: 'Bars held', unit: 'bars', formula: 'mean of bars in which a trade was open' },
  averageMae: {
    label: 'Average MAE',
    unit: 'USDT',
    formula: 'mean of the worst unrealised PnL of each trade',
  },
  averageMfe: {
    label: 'Average MFE',
    unit: 'USDT',
    formula: 'mean of the best unrealised PnL of each trade',
  },
  fees: { label: 'Fees', unit: 'USDT', formula: 'Σ fees of closed trades' },
  funding: { label: 'Funding', unit: 'USDT', formula: 'Σ funding received − paid by closed trades' },
  slippage: { label: 'Slippage', unit: 'USDT', formula: 'Σ |fill − reference price|·size' },
  turnover: { label: 'Turnover', unit: 'USDT', formula: 'Σ value of all fills' },
  exitRegret: {
    label: 'Exit regret',
    unit: 'USDT',
    formula: 'Σ (best net PnL of leaving at an open within the trade − realised)',
  },
  meanExitRegret: { label: 'Exit regret per trade', unit: 'USDT', formula: 'mean exit regret' },
  entryRegret: {
    label: 'Entry regret',
    unit: 'USDT',
    formula: 'Σ (net PnL with the best entry fill within k bars of the signal − realised)',
  },
  meanEntryRegret: { label: 'Entry regret per trade', unit: 'USDT', formula: 'mean entry regret' },
  missedSignals: {
    label: 'Missed signals',
    unit: '',
    formula: 'entry signals that were not traded; a run of bars counts once',
  },
  missedRegret: {
    label: 'Missed regret',
    unit: 'USDT',
    formula: 'Σ net PnL that hindsight would have made of them, where positive',
  },
} as const satisfies Record<string, NumberDoc>;

export type NumberName = keyof typeof NUMBER_DOCS;
