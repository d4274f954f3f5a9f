import { Market, type Runner } from '@hindcast/engine';
import { DEFAULT_OPTIONS, Simulation } from '@hindcast/engine/simulation';
import type { Strategy } from '@hindcast/engine/strategy';

/**
 * A strategy as the look-ahead proof sees it: traded over the first venue of each symbol, its equity bar by bar. A decision
 * that saw the future would move a fill, and every fill moves the equity of its own bar.
 */
export function strategyRunner(strategy: Strategy): Runner {
  return (tapes, rows) => {
    const market = new Market(tapes, { metrics: [...new Set([...strategy.columns, 'tier'])], pairs: false });
    const symbols = [...new Set(market.lanes.map(({ key }) => key.symbol))];
    const lanes = symbols.map((symbol) => market.lanes.find(({ key }) => key.symbol === symbol)!);
    const simulation = new Simulation(strategy, lanes, DEFAULT_OPTIONS);
    market.advance(rows);
    simulation.advance(rows);
    return { columns: [{ name: `${strategy.name} equity`, data: simulation.equity }] };
  };
}
