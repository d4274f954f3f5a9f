import type { Objective } from './wire.ts';

/** What a search looks for the best of. A fall is turned around: more is better in all of them. */
export const OBJECTIVES: Readonly<Record<Objective, { label: string; unit: string }>> = {
  sharpe: { label: 'Sharpe ratio', unit: 'per year' },
  sortino: { label: 'Sortino ratio', unit: 'per year' },
  netPnl: { label: 'Net PnL', unit: 'USDT' },
  returnPct: { label: 'Return', unit: '%' },
  expectancy: { label: 'Net PnL per trade', unit: 'USDT' },
  profitFactor: { label: 'Profit factor', unit: '' },
  hitRate: { label: 'Hit rate', unit: '%' },
  hitRateLow: { label: 'Hit rate, low end of 95 %', unit: '%' },
  dailyDrawdownPct: { label: 'Drawdown at day ends, negative', unit: '%' },
};

/** `Net PnL, USDT` */
export function objectiveText(objective: Objective): string {
  const { label, unit } = OBJECTIVES[objective];
  return unit === '' ? label : `${label}, ${unit}`;
}

/** Scores of these are shares of one, shown as per cent. */
const SHARES: readonly Objective[] = ['hitRate', 'hitRateLow'];

/** What a score is multiplied by to be shown in the unit of its objective. */
export const scaleOf = (objective: Objective): number => (SHARES.includes(objective) ? 100 : 1);
