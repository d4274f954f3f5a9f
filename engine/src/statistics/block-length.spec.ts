import { describe, expect, it } from '@jest/globals';
import { automaticBlockLength } from './block-length.ts';

/** An AR(1) driven by the textbook congruential generator, so that another language can make the very same series. */
function autoregressive(phi: number, n: number): number[] {
  let state = 12345;
  let value = 0;
  return Array.from({ length: n }, () => {
    state = Number((BigInt(state) * 1664525n + 1013904223n) % 4294967296n);
    value = phi * value + (state / 4294967296 - 0.5);
    return value;
  });
}

describe('automaticBlockLength', () => {
  // Left out: (0.7, 400) and (-0.5, 50), where arch divides an autocorrelation by the energy of the overlapping parts instead of γ(0) and so
  // lets one lag more in (17.94 for our 16.64, 1.90 for 1).
  it('agrees with arch 8.0 optimal_block_length (stationary)', () => {
    const table: [number, number, number][] = [
      [0, 50, 1.9182097691940954],
      [0, 400, 3.821572045621443],
      [0, 3000, 3.658621525722622],
      [0.3, 50, 1.4148969083697243],
      [0.3, 400, 4.530423659703056],
      [0.3, 3000, 7.947002435264143],
      [0.7, 50, 5.6380180843279595],
      [0.7, 3000, 53.97024854083108],
      [0.95, 400, 30.0390489313419],
      [-0.5, 3000, 24.520135823455846],
    ];
    for (const [phi, n, length] of table) {
      expect([phi, n, automaticBlockLength(autoregressive(phi, n))]).toEqual([
        phi,
        n,
        expect.closeTo(length, 6),
      ]);
    }
  });

  it('is 1 where there is nothing to see, and never above its bound', () => {
    expect(automaticBlockLength([])).toBe(1);
    expect(automaticBlockLength(new Float64Array(100).fill(3))).toBe(1);
    const trend = Array.from({ length: 300 }, (_, i) => i);
    expect(automaticBlockLength(trend)).toBeLessThanOrEqual(Math.ceil(3 * Math.sqrt(300)));
    expect(() => automaticBlockLength([1, NaN, 2])).toThrow(/Observation 1/);
  });
});
