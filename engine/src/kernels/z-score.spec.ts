import { describe, expect, it } from '@jest/globals';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { Column } from '../column.ts';
import { seededRandom } from '../numeric/random.ts';
import { ZScore } from './z-score.ts';

const WINDOW = 20;
const LIMIT = 4;
const ROWS = 400;
/** The ordinal of row 0: blocks of the window do not begin with the column. */
const phase = { firstAbsoluteBar: 7 };

/** A walk around 1,000 with a hole and a spike that has to be clipped. */
function values(): Float64Array {
  const random = seededRandom(11);
  let at = 1_000;
  const walk = Float64Array.from({ length: ROWS }, () => (at += random.next() - 0.5));
  walk[150] = NaN;
  walk[300] += 1_000;
  return walk;
}

function scores(advance: (kernel: ZScore) => void): Float64Array {
  const out = new Column('z', new Float64Array(ROWS).fill(NaN));
  advance(new ZScore(new Column('x', values()), out, WINDOW, LIMIT, phase));
  return out.data;
}

/** What simple-statistics makes of the rows before i. */
function expected(x: Float64Array, i: number): number {
  const window = Array.from(x.subarray(i - WINDOW, i));
  if (i < WINDOW || window.some(Number.isNaN) || Number.isNaN(x[i])) return NaN;
  const z = (x[i] - mean(window)) / sampleStandardDeviation(window);
  return Math.max(-LIMIT, Math.min(LIMIT, z));
}

describe('ZScore of one column', () => {
  it('agrees with simple-statistics on every row', () => {
    const x = values();
    const z = scores((kernel) => kernel.advance(0, ROWS));
    for (let i = 0; i < ROWS; i++) {
      const must = expected(x, i);
      if (Number.isNaN(must)) expect([i, z[i]]).toEqual([i, NaN]);
      else expect(Math.abs(z[i] - must)).toBeLessThan(1e-8);
    }
    expect(z[300]).toBe(LIMIT);
    expect(z.filter(Number.isNaN)).toHaveLength(WINDOW + 1 + WINDOW);
  });

  it('is the same bit for bit in blocks, in pieces and row by row', () => {
    const whole = scores((kernel) => kernel.advance(0, ROWS));
    const rows = scores((kernel) => {
      for (let i = 0; i < ROWS; i++) kernel.row(i);
    });
    const pieces = scores((kernel) => {
      const ends = [1, 19, 20, 21, 33, 150, 151, 290, ROWS];
      ends.reduce((from, to) => (kernel.advance(from, to), to), 0);
    });
    expect(rows).toEqual(whole);
    expect(pieces).toEqual(whole);
  });
});
