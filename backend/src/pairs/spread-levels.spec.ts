import { describe, expect, it } from '@jest/globals';
import { Column } from '@hindcast/engine';
import { DEFAULT_PAIR_CONFIG, PairLane } from '@hindcast/engine/pairs';
import { seededRandom } from '@hindcast/engine/testing';
import { spreadLevels } from './spread-levels.ts';

describe('the levels of a spread', () => {
  it('are those that its z-scores were counted from, wherever the rows begin in time', () => {
    const random = seededRandom('levels');
    const rows = 500;
    const x = Float64Array.from({ length: rows }, () => 100 * Math.exp(0.01 * random.normal()));
    const y = x.map((price) => 2 * price + random.normal());
    const config = { ...DEFAULT_PAIR_CONFIG, window: 40, zWindow: 25 };
    const lane = new PairLane(new Column('y', y), new Column('x', x), { firstAbsoluteBar: 17 }, config);
    lane.advance(rows);
    const spread = lane.columns.spread.data;
    const { mean, deviation } = spreadLevels(spread, rows, config.zWindow, 17);
    const z = lane.columns.z.data.subarray(0, rows);
    const first = z.findIndex((value) => value === value);
    expect(first).toBe(65);
    for (let row = 0; row < rows; row++) {
      if (row < first) expect(mean[row]).toBeNaN();
      else expect((spread[row] - mean[row]) / deviation[row]).toBeCloseTo(z[row], 10);
    }
  });
});
