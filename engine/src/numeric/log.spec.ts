import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exp, pow } from './exp.ts';
import { log } from './log.ts';

const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });

describe('log', () => {
  it('agrees with Math.log within 2 units in the last place', () => {
    fc.assert(
      fc.property(positive, (x) => {
        const want = Math.log(x);
        expect(Math.abs(log(x) - want)).toBeLessThanOrEqual(Math.abs(want) * 2 ** -51);
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps its precision for the small returns it is used for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.9, max: 1.1, noNaN: true }), (x) => {
        const want = Math.log(x);
        expect(Math.abs(log(x) - want)).toBeLessThanOrEqual(Math.abs(want) * 2 ** -51);
      }),
      { numRuns: 5000 },
    );
  });

  it('is exact or special where the answer is known', () => {
    expect(log(1)).toBe(0);
    expect(log(2)).toBe(Math.LN2);
    expect(log(0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(NaN)).toBeNaN();
  });
});

describe('exp', () => {
  it('agrees with Math.exp within 2 units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        const want = Math.exp(x);
        expect(Math.abs(exp(x) - want)).toBeLessThanOrEqual(want * 2 ** -51);
      }),
      { numRuns: 5000 },
    );
  });

  it('ends in 0 and Infinity, and keeps NaN', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-800)).toBe(0);
    expect(exp(800)).toBe(Infinity);
    expect(exp(NaN)).toBeNaN();
    // 1.1 to the tenth by hand: 2.5937424601
    expect(pow(1.1, 10)).toBeCloseTo(2.5937424601, 12);
  });
});
