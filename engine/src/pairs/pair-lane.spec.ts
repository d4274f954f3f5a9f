import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Column } from '../column.ts';
import { seededRandom } from '../numeric/random.ts';
import { adf } from '../statistics/adf.ts';
import { halfLife } from '../statistics/half-life.ts';
import { huber } from '../statistics/huber.ts';
import { leastSquares } from '../statistics/least-squares.ts';
import { PAIR_COLUMNS } from './pair-columns.ts';
import { DEFAULT_PAIR_CONFIG, HEDGE_METHODS, type PairConfig } from './pair-config.ts';
import { PairLane } from './pair-lane.ts';

const SMALL: PairConfig = {
  ...DEFAULT_PAIR_CONFIG,
  window: 40,
  huberStride: 7,
  kalman: { ...DEFAULT_PAIR_CONFIG.kalman, discount: 0.98 },
  zWindow: 15,
  correlationWindow: 25,
  adfWindow: 60,
  adfStride: 11,
};

/** Two closes that belong together, with holes at a given rate. */
function closes(seed: string, rows: number, holes = 0): { y: Float64Array; x: Float64Array } {
  const random = seededRandom(seed);
  const y = new Float64Array(rows);
  const x = new Float64Array(rows);
  let level = 0;
  let spread = 0;
  for (let i = 0; i < rows; i++) {
    level += 0.01 * random.normal();
    spread = 0.9 * spread + 0.004 * random.normal();
    x[i] = random.next() < holes ? NaN : 100 * Math.exp(level);
    y[i] = random.next() < holes ? NaN : 7 * Math.exp(0.6 * level + spread);
  }
  return { y, x };
}

function laneOf({ y, x }: { y: Float64Array; x: Float64Array }, config: PairConfig, phase = 0): PairLane {
  return new PairLane(new Column('y', y), new Column('x', x), { firstAbsoluteBar: phase }, config);
}

const rowsOf = (lane: PairLane, from: number, to: number): Record<string, Float64Array> =>
  Object.fromEntries(PAIR_COLUMNS.map(({ name }) => [name, lane.columns[name].data.slice(from, to)]));

describe.each(HEDGE_METHODS)('a pair lane by %s', (method) => {
  const config = { ...SMALL, method };

  it('gives the same bits in one go, in blocks of any size and bar by bar', () => {
    const data = closes('blocks', 600, 0.01);
    const whole = laneOf(data, config);
    whole.advance(600);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 5, maxLength: 40 }), (steps) => {
        const lane = laneOf(data, config);
        for (const step of steps) lane.advance(Math.min(600, lane.cursor + step));
        expect(rowsOf(lane, 0, lane.cursor)).toEqual(rowsOf(whole, 0, lane.cursor));
      }),
      { numRuns: 20 },
    );
    const live = laneOf(data, config);
    for (let i = 1; i <= 600; i++) live.advance(i);
    expect(rowsOf(live, 0, 600)).toEqual(rowsOf(whole, 0, 600));
  });

  it('knows nothing of the future: scrambling what comes after changes nothing before', () => {
    const data = closes('future', 400);
    const whole = laneOf(data, config);
    whole.advance(400);
    for (const cut of [150, 263, 391]) {
      const other = closes('another future', 400);
      other.y.set(data.y.subarray(0, cut));
      other.x.set(data.x.subarray(0, cut));
      const lane = laneOf(other, config);
      lane.advance(400);
      expect(rowsOf(lane, 0, cut)).toEqual(rowsOf(whole, 0, cut));
    }
  });

  it('takes the hedge of a row from the rows before it only', () => {
    const data = closes('own row', 200);
    const changed = { y: data.y.with(150, 99), x: data.x };
    const [a, b] = [laneOf(data, config), laneOf(changed, config)];
    a.advance(200);
    b.advance(200);
    expect(b.columns.beta.data[150]).toBe(a.columns.beta.data[150]);
    expect(b.columns.alpha.data[150]).toBe(a.columns.alpha.data[150]);
    expect(b.columns.spread.data[150]).not.toBe(a.columns.spread.data[150]);
  });

  it('comes back from a saved state to the bit', () => {
    const data = closes('state', 500, 0.005);
    const lane = laneOf(data, config);
    const state = new Float64Array(lane.stateSize);
    lane.advance(333);
    lane.save(state);
    lane.advance(500);
    const expected = rowsOf(lane, 333, 500);
    lane.load(state, 0, 333);
    lane.advance(500);
    expect(rowsOf(lane, 333, 500)).toEqual(expected);
  });

  it('stays silent where nothing can be said: constants, holes, two bars', () => {
    const flat = { y: new Float64Array(300).fill(5), x: new Float64Array(300).fill(3) };
    const lane = laneOf(flat, config);
    lane.advance(300);
    for (const name of ['beta', 'spread', 'z', 'adf', 'halfLife'] as const)
      expect(lane.columns[name].data.every((v) => Number.isNaN(v))).toBe(true);
    const two = laneOf(closes('two', 2), config);
    two.advance(2);
    expect(two.columns.beta.data[1]).toBeNaN();
    const empty = laneOf({ y: new Float64Array(300).fill(NaN), x: new Float64Array(300).fill(NaN) }, config);
    empty.advance(300);
    expect(empty.columns.z.data[299]).toBeNaN();
  });
});

describe('the windows of a pair lane', () => {
  const data = closes('reference', 400);
  const logs = { y: data.y.map(Math.log), x: data.x.map(Math.log) };

  it('hold the least-squares line of the rows before, to ten digits', () => {
    const lane = laneOf(data, { ...SMALL, method: 'ols' });
    lane.advance(400);
    for (const row of [40, 41, 79, 80, 81, 200, 399]) {
      const fit = leastSquares(logs.y.slice(row - 40, row), [logs.x.slice(row - 40, row)]);
      if (!fit.ok) throw new Error(fit.reason);
      expect(lane.columns.beta.data[row]).toBeCloseTo(fit.coefficients[1], 10);
      expect(lane.columns.alpha.data[row]).toBeCloseTo(fit.coefficients[0], 9);
      expect(lane.columns.betaError.data[row]).toBeCloseTo(fit.standardErrors[1], 10);
    }
    expect(lane.columns.beta.data[39]).toBeNaN();
    expect(lane.columns.beta.data[40]).not.toBeNaN();
  });

  it("hold Huber's line, fitted at every stride and kept in between", () => {
    const wild = { y: data.y.map((v, i) => (i % 17 === 3 ? 1.2 * v : v)), x: data.x };
    const lane = laneOf(wild, { ...SMALL, method: 'huber' }, 5);
    lane.advance(400);
    for (let row = 50; row < 400; row++) {
      if ((row + 5) % 7 !== 0) {
        expect(lane.columns.beta.data[row]).toBe(lane.columns.beta.data[row - 1]);
        continue;
      }
      const fit = huber(wild.y.slice(row - 40, row).map(Math.log), [logs.x.slice(row - 40, row)]);
      if (!fit.ok) throw new Error(fit.reason);
      // In units of its own standard error: the whole-sample fit iterates further.
      const { standardErrors: error, coefficients } = fit;
      expect(Math.abs(lane.columns.beta.data[row] - coefficients[1]) / error[1]).toBeLessThan(1e-3);
      expect(Math.abs(lane.columns.alpha.data[row] - coefficients[0]) / error[0]).toBeLessThan(1e-3);
      expect(lane.columns.betaError.data[row] / error[1]).toBeCloseTo(1, 2);
    }
  });

  it('hold the Kalman filter, which without forgetting is least squares over everything before', () => {
    const config: PairConfig = {
      ...SMALL,
      method: 'kalman',
      kalman: { ...SMALL.kalman, discount: 1 },
    };
    const lane = laneOf(data, config);
    lane.advance(400);
    for (const row of [30, 31, 100, 399]) {
      const fit = leastSquares(logs.y.slice(0, row), [logs.x.slice(0, row)]);
      if (!fit.ok) throw new Error(fit.reason);
      expect(lane.columns.beta.data[row]).toBeCloseTo(fit.coefficients[1], 8);
      expect(lane.columns.alpha.data[row]).toBeCloseTo(fit.coefficients[0], 7);
    }
  });

  it('hold spread, z-score, ADF and half-life of the hedge they name', () => {
    const lane = laneOf(data, SMALL);
    lane.advance(400);
    const { alpha, beta, spread, z, adf: statistic, adfP, halfLife: half } = lane.columns;
    const row = 11 * 30;
    expect(spread.data[row]).toBeCloseTo(logs.y[row] - alpha.data[row] - beta.data[row] * logs.x[row], 12);
    const window = spread.data.slice(row - 15, row);
    const mean = window.reduce((a, b) => a + b, 0) / 15;
    const deviation = Math.sqrt(window.reduce((a, b) => a + (b - mean) ** 2, 0) / 14);
    expect(z.data[row]).toBeCloseTo((spread.data[row] - mean) / deviation, 9);
    const test = adf(spread.data.slice(row - 59, row + 1), { series: 2 });
    const reversion = halfLife(spread.data.slice(row - 59, row + 1));
    expect(test.ok && test.statistic).toBe(statistic.data[row]);
    expect(test.ok && test.pValue).toBe(adfP.data[row]);
    expect(reversion.ok && reversion.halfLife).toBe(half.data[row]);
    expect(statistic.data[row + 3]).toBe(statistic.data[row]);
  });

  it('do not depend on where the tape began, once they are full', () => {
    for (const method of ['ols', 'huber'] as const) {
      const whole = laneOf(data, { ...SMALL, method }, 1000);
      whole.advance(400);
      const late = laneOf({ y: data.y.slice(130), x: data.x.slice(130) }, { ...SMALL, method }, 1130);
      late.advance(270);
      for (let i = 200; i < 270; i++)
        for (const { name } of PAIR_COLUMNS)
          expect(late.columns[name].data[i]).toBe(whole.columns[name].data[i + 130]);
    }
  });

  it('forget a wild value once it has left: nothing drifts', () => {
    const wild = { y: data.y.with(60, 1e12), x: data.x.with(61, 1e-9) };
    const [a, b] = [laneOf(data, { ...SMALL, prices: 'close' }), laneOf(wild, { ...SMALL, prices: 'close' })];
    a.advance(400);
    b.advance(400);
    for (let i = 61 + 41; i < 400; i++) expect(b.columns.beta.data[i]).toBe(a.columns.beta.data[i]);
  });
});
