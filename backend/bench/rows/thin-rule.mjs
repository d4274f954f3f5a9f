import { Lane } from '@hindcast/engine';
import { NO_CONVENTIONS, NO_COSTS, Simulation } from '@hindcast/engine/simulation';
import { compileStrategy } from '@hindcast/engine/strategy';
import { marketColumns, tapeOf } from '../market.mjs';
import { measure, rate, seconds } from '../measure.mjs';
import { askNumba } from '../numba.mjs';

const ROWS = 1_000_000;

const strategy = compileStrategy({
  name: 'thin',
  entry: { long: 'zscore(close, 20) < -2.5 and rsi < 30' },
  exit: { long: 'zscore(close, 20) > 0 or barsHeld >= 48' },
  sizing: { equityPercent: 100 },
});
const OPTIONS = {
  equity: 1,
  costs: { ...NO_COSTS, takerFee: 0.0004 },
  conventions: { ...NO_CONVENTIONS, feeFromStake: true },
};

/** z-score, RSI and one position through the pipeline and a compiled strategy; with metrics at hand; and numba beside it. */
export function thinRule() {
  const market = marketColumns(ROWS);
  let equity = 0;
  let trades = 0;
  let metrics = 0;
  const run = () => {
    const lane = new Lane(tapeOf(market), { metrics: [] });
    const simulation = new Simulation(strategy, [lane], OPTIONS);
    metrics = seconds(() => lane.advance(ROWS));
    const broker = seconds(() => simulation.advance(ROWS));
    equity = simulation.equity[ROWS - 1];
    trades = simulation.book.trades.length;
    return { metrics, broker };
  };
  const whole = measure(7, () => {
    const { metrics, broker } = run();
    return metrics + broker;
  });
  const broker = measure(7, () => run().broker);
  const rows = [rate('w1', 'bars/s', ROWS, whole), rate('simulate.thin', 'bars/s', ROWS, broker)];
  return [...rows, ...numba(market, trades, equity)];
}

/** The reference that a quant would write by hand, where it can run; its trades and equity must be ours. */
function numba(market, trades, equity) {
  const peer = askNumba('w1', market.columns);
  if (!peer) return [];
  if (peer.trades !== trades || Math.abs(peer.equity / equity - 1) > 1e-9) {
    throw new Error(`numba: ${peer.trades} trades, equity ${peer.equity}; here: ${trades}, ${equity}`);
  }
  return [rate('w1.numba', 'bars/s', ROWS, { median: peer.seconds, best: peer.best, worst: peer.worst })];
}
