import { Lane } from '@hindcast/engine';
import {
  NO_CONVENTIONS,
  NO_COSTS,
  DEFAULT_COSTS,
  Simulation,
  reportOf,
  measure as measureReport,
  equityCurve,
} from '@hindcast/engine/simulation';
import { compileStrategy } from '@hindcast/engine/strategy';
import { marketColumns, tapeOf } from './market.mjs';
import { createHash } from 'node:crypto';
const ROWS = 1_000_000;
const cpu = (f) => {
  const s = process.cpuUsage();
  const t = process.hrtime.bigint();
  f();
  const u = process.cpuUsage(s);
  return [(u.user + u.system) / 1e6, Number(process.hrtime.bigint() - t) / 1e9];
};
const best = (n, f) => {
  let b = [9e9, 9e9];
  for (let i = 0; i < n; i++) {
    const r = f();
    b = [Math.min(b[0], r[0]), Math.min(b[1], r[1])];
  }
  return b;
};
const thin = compileStrategy({
  name: 'thin',
  entry: { long: 'zscore(close, 20) < -2.5 and rsi < 30' },
  exit: { long: 'zscore(close, 20) > 0 or barsHeld >= 48' },
  sizing: { equityPercent: 100 },
});
const full = compileStrategy({
  name: 'full',
  entry: { long: 'zscore(close, 20) < -1.5 and rsi < 40', short: 'zscore(close, 20) > 1.5 and rsi > 60' },
  exit: { long: 'zscore(close, 20) > 0.5', short: 'zscore(close, 20) < -0.5' },
  stopLoss: { percent: 1 },
  takeProfit: { percent: 2 },
  trailingStop: { percent: 1.2 },
  maxHolding: 96,
  cooldown: 2,
  sizing: { notional: 500 },
  leverage: 3,
  pyramiding: 2,
});
const held = compileStrategy({
  name: 'held',
  entry: { long: 'zscore(close, 20) < -1.5', short: 'zscore(close, 20) > 1.5' },
  exit: { long: 'barsHeld >= 40', short: 'barsHeld >= 40' },
  stopLoss: { atr: 6 },
  takeProfit: { atr: 12 },
  trailingStop: { percent: 5 },
  maxHolding: 288,
  sizing: { notional: 500 },
  leverage: 3,
});
const market = marketColumns(ROWS);
const sha = (b) => createHash('sha256').update(b).digest();
function bench(name, strategy, options) {
  let sim;
  const b = best(7, () => {
    const lane = new Lane(tapeOf(market), { metrics: [...strategy.columns] });
    sim = new Simulation(strategy, [lane], options);
    lane.advance(ROWS);
    return cpu(() => sim.advance(ROWS));
  });
  const exposure = sim.tally.exposedRows / ROWS;
  console.log(
    name,
    'cpu',
    (ROWS / b[0] / 1e6).toFixed(2),
    'wall',
    (ROWS / b[1] / 1e6).toFixed(2),
    'M bars/s',
    sim.book.trades.length,
    'trades',
    'missed',
    sim.book.signals.length,
    'exposed',
    exposure.toFixed(2),
    'final',
    sim.equity[ROWS - 1].toFixed(2),
  );
  sim.closeAtEnd();
  const r = best(3, () =>
    cpu(() => reportOf(sim, { datasetDigest: '', engineVersion: '', seed: null }, sha)),
  );
  const m = best(3, () => cpu(() => measureReport(sim)));
  const c = best(3, () => cpu(() => equityCurve(sim, 8192)));
  console.log(
    '  report',
    (1e3 * r[0]).toFixed(0),
    'ms; measure',
    (1e3 * m[0]).toFixed(0),
    'curve',
    (1e3 * c[0]).toFixed(0),
  );
}
const which = process.argv[2];
if (!which || which === 'thin')
  bench('thin', thin, {
    equity: 1,
    costs: { ...NO_COSTS, takerFee: 0.0004 },
    conventions: { ...NO_CONVENTIONS, feeFromStake: true },
  });
if (!which || which === 'full') bench('full', full, { equity: 1e6, costs: DEFAULT_COSTS });
if (!which || which === 'held') bench('held', held, { equity: 1e6, costs: DEFAULT_COSTS });
