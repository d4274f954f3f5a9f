import type { ReplayAccount, TradingCosts } from '@hindcast/engine/wire';
import { DEFAULT_CAPITAL, DEFAULT_COSTS } from './costs.ts';

/** What trading costs and what it starts with; what is left out is the lab's own. */
export type Terms = Pick<ReplayAccount, 'costs' | 'initialCapital'>;

/** The terms as far as they are not the lab's own; undefined where they are. */
export function termsOf(costs: TradingCosts, capital: number): Terms | undefined {
  const usual: Record<string, unknown> = DEFAULT_COSTS;
  const own = Object.entries(costs).filter(([name, value]) => value !== usual[name]);
  if (own.length === 0 && capital === DEFAULT_CAPITAL) return undefined;
  return {
    ...(own.length > 0 && { costs: Object.fromEntries(own) }),
    ...(capital !== DEFAULT_CAPITAL && { initialCapital: capital }),
  };
}
