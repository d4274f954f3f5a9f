import { Column } from '@hindcast/engine';
import { DEFAULT_PAIR_CONFIG, HEDGE_METHODS, PairLane } from '@hindcast/engine/pairs';
import { seededRandom } from '@hindcast/engine/testing';
import { scanOnThreads } from '../../dist/pairs/scan/scan-threads.js';
import { duration, measure, measureAsync, seconds, secondsAsync } from '../measure.mjs';

const ROWS = 1_000_000;
/** 1,035 pairs. */
const SERIES = 46;
const SCAN_ROWS = 10_000;
const WORKERS = 2;

/** What trading a pair takes: the test of stationarity and the correlation are for people. */
const TRADED = ['alpha', 'beta', 'betaError', 'hedge', 'spread', 'z'];

/** Two closes that belong together. */
function closes(rows) {
  const random = seededRandom('pairs');
  const [y, x] = [new Float64Array(rows), new Float64Array(rows)];
  let level = 0;
  let spread = 0;
  for (let i = 0; i < rows; i++) {
    level += 0.001 * random.normal();
    spread = 0.95 * spread + 0.0005 * random.normal();
    x[i] = 100 * Math.exp(level);
    y[i] = 7 * Math.exp(0.6 * level + spread);
  }
  return { y: new Column('y', y), x: new Column('x', x) };
}

function roll({ y, x }, only) {
  const lanes = {};
  for (const method of HEDGE_METHODS) {
    const config = { ...DEFAULT_PAIR_CONFIG, method };
    lanes[method] = new PairLane(y, x, { firstAbsoluteBar: 0 }, config, only, lanes.ols);
    lanes[method].advance(ROWS);
  }
  if (!Number.isFinite(lanes.huber.columns.z.data[ROWS - 1])) throw new Error('no z-score');
}

/** OLS, Huber and Kalman one after another over 1 M bars on one core: hedge, spread and z; and with correlation, ADF and half-life. */
export function pairsRolling() {
  const pair = closes(ROWS);
  return [
    duration(
      'pairs.rolling',
      measure(7, () => seconds(() => roll(pair, TRADED))),
    ),
    duration(
      'pairs.rolling.all_columns',
      measure(5, () => seconds(() => roll(pair))),
    ),
  ];
}

/** Cointegration of some 1,000 pairs of 10,000 bars on two workers, the threads' start included. */
export async function pairsScan() {
  const random = seededRandom('scan');
  const prices = new Float64Array(new SharedArrayBuffer(8 * SERIES * SCAN_ROWS));
  for (let k = 0; k < SERIES; k++) {
    let level = 10;
    for (let i = 0; i < SCAN_ROWS; i++) prices[k * SCAN_ROWS + i] = level += 0.01 * random.normal();
  }
  const table = { prices, rows: SCAN_ROWS, series: SERIES };
  const time = await measureAsync(5, () => secondsAsync(() => scanOnThreads(table, WORKERS)));
  return duration('pairs.scan', time);
}
