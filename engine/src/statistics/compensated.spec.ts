import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PreciseSum } from './compensated.ts';

describe('PreciseSum', () => {
  it('keeps what a plain sum loses', () => {
    expect(new PreciseSum().add(1e16).add(1).add(-1e16).value).toBe(1);
    // (1 + 2⁻³⁰)² − 1 − 2⁻²⁹ = 2⁻⁶⁰, below the last bit of the product.
    const x = 1 + 2 ** -30;
    expect(
      new PreciseSum()
        .add(x, x)
        .add(-1)
        .add(-(2 ** -29)).value,
    ).toBe(2 ** -60);
  });

  it('agrees with exact integer arithmetic, rounded once', () => {
    const factor = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
    fc.assert(
      fc.property(fc.array(fc.tuple(factor, factor), { maxLength: 30 }), (terms) => {
        const sum = new PreciseSum();
        let exact = 0n;
        let size = 0;
        for (const [a, b] of terms) {
          sum.add(a, b);
          exact += BigInt(a) * BigInt(b);
          size += Math.abs(a * b);
        }
        expect(Math.abs(sum.value - Number(exact))).toBeLessThanOrEqual(
          Math.abs(Number(exact)) * 2 ** -51 + 900 * 2 ** -104 * size,
        );
      }),
    );
  });
});
