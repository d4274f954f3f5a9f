import { Lane } from '@hindcast/engine';
import { DEFAULT_OPTIONS, reportOf, Simulation } from '@hindcast/engine/simulation';
import { compileStrategy } from '@hindcast/engine/strategy';
import { runSimulation, sha256 } from '../../dist/simulation/run/index.js';
import { marketColumns, tapeOf } from '../market.mjs';
import { duration, measure, measureAsync, rate, seconds, secondsAsync } from '../measure.mjs';
import { withRecording } from '../recording.mjs';

const ROWS = 1_000_000;
const YEAR = 105_120;
const ORIGIN = { datasetDigest: 'bench', engineVersion: 'bench', seed: null };

/** Both sides, three kinds of stop, funding, excursions and regret: everything that is kept for a trade. */
const strategy = (rsi) =>
  compileStrategy({
    name: 'full',
    entry: { long: `priceZ < -2 and rsi < ${rsi}`, short: `priceZ > 2 and rsi > ${100 - rsi}` },
    exit: { long: 'rsi > 60', short: 'rsi < 40' },
    stopLoss: { atr: 3 },
    takeProfit: { atr: 5 },
    trailingStop: { percent: 1.5 },
    maxHolding: 96,
    sizing: { equityPercent: 30 },
  });

function computed(rows, compiled) {
  const lane = new Lane(tapeOf(marketColumns(rows)), { metrics: [...compiled.columns, 'tier'] });
  lane.advance(rows);
  return lane;
}

function simulated(lane, compiled, rows) {
  const simulation = new Simulation(compiled, [lane], DEFAULT_OPTIONS);
  simulation.advance(rows);
  simulation.closeAtEnd();
  return simulation;
}

/** The broker with everything kept, over a million bars; metrics at hand. */
export function simulateFull() {
  const compiled = strategy(40);
  const lane = computed(ROWS, compiled);
  let trades = 0;
  const run = () =>
    seconds(() => {
      trades = simulated(lane, compiled, ROWS).book.trades.length;
    });
  const times = measure(7, run);
  if (trades < 1_000) throw new Error(`only ${trades} trades: the benchmark measures nothing`);
  return rate('simulate.full', 'bars/s', ROWS, times);
}

/** From an opened dataset of a million bars to the finished report: tape, metrics, broker, report. */
export function simulateReport() {
  return withRecording(async (store) => {
    const run = () =>
      secondsAsync(async () => {
        const result = await runSimulation(store, { dataset: 'bench', strategy: strategy(40) });
        result.release();
      });
    return duration('simulate.report', await measureAsync(5, run));
  });
}

/** A year of 5m bars simulated again with another threshold, report included; metrics at hand. */
export function simulateYear() {
  const strategies = [strategy(40), strategy(38)];
  const lane = computed(YEAR, strategies[0]);
  let turn = 0;
  const run = () =>
    seconds(() => {
      reportOf(simulated(lane, strategies[turn++ % 2], YEAR), ORIGIN, sha256);
    });
  return duration('simulate.year', measure(15, run));
}
