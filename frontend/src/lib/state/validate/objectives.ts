import type { Objective } from './wire.ts';

/** What an objective is called, and the score that is neither good nor bad: nothing earned, as many hits as misses. */
interface ObjectiveFacts {
  readonly label: string;
  readonly unit: string;
  readonly neutral: number;
}

/** What a search looks for the best of. A fall is turned around: more is better in all of them. */
export const OBJECTIVES: Readonly<Record<Objective, ObjectiveFacts>> = {
  sharpe: { label: 'Sharpe ratio', unit: 'per year', neutral: 0 },
  sortino: { label: 'Sortino ratio', unit: 'per year', neutral: 0 },
  netPnl: { label: 'Net PnL', unit: 'USDT', neutral: 0 },
  returnPct: { label: 'Return', unit: '%', neutral: 0 },
  expectancy: { label: 'Net PnL per trade', unit: 'USDT', neutral: 0 },
  profitFactor: { label: 'Profit factor', unit: '', neutral: 1 },
  hitRate: { label: 'Hit rate', unit: '%', neutral: 0.5 },
  hitRateLow: { label: 'Hit rate, low end of 95 %', unit: '%', neutral: 0.5 },
  dailyDrawdownPct: { label: 'Drawdown at day ends, negative', unit: '%', neutral: 0 },
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
