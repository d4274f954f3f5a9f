import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { benjaminiHochberg } from './benjamini-hochberg.ts';

/** The fifteen p-values of the paper's own example (thrombolysis, Benjamini & Hochberg 1995, §3.2). */
const PAPER = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

describe('benjaminiHochberg', () => {
  it("rejects the four hypotheses of the paper's example", () => {
    const result = benjaminiHochberg(PAPER);
    expect([...result.significant]).toEqual([1, 1, 1, 1, ...new Array(11).fill(0)]);
    expect(result.threshold).toBe(0.0095);
    expect(result).toMatchObject({ discoveries: 4, tested: 15, rate: 0.05 });
  });

  it('agrees with the adjusted values of statsmodels 0.15 multipletests', () => {
    const bh = [
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571429, 0.0638571429, 0.0645, 0.0765, 0.486,
      0.5811818182, 0.714875, 0.7532307692, 0.8132142857, 1,
    ];
    benjaminiHochberg(PAPER).adjusted.forEach((value, i) => expect(value).toBeCloseTo(bh[i], 9));
    const by = benjaminiHochberg(PAPER, 0.05, 'arbitrary');
    expect(by.discoveries).toBe(3);
    expect(by.adjusted[0]).toBeCloseTo(0.0049773435, 9);
    expect(by.adjusted[9]).toBe(1);
  });

  it('leaves out what could not be tested', () => {
    const result = benjaminiHochberg([NaN, 0.04, NaN]);
    expect(result).toMatchObject({ tested: 1, discoveries: 1, threshold: 0.04 });
    expect([...result.adjusted]).toEqual([NaN, 0.04, NaN]);
    expect(benjaminiHochberg([])).toMatchObject({ tested: 0, discoveries: 0, threshold: NaN });
  });

  it('does not depend on the order and never loosens a p-value', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(values, (p) => {
        const forward = benjaminiHochberg(p, 0.1);
        const backward = benjaminiHochberg([...p].reverse(), 0.1);
        expect([...backward.adjusted].reverse()).toEqual([...forward.adjusted]);
        p.forEach((value, i) => expect(forward.adjusted[i]).toBeGreaterThanOrEqual(value * (1 - 1e-14)));
        p.forEach((_, i) => expect(forward.significant[i]).toBe(forward.adjusted[i] <= 0.1 ? 1 : 0));
      }),
    );
  });

  it('refuses what is not a probability', () => {
    expect(() => benjaminiHochberg([0.1, 1.2])).toThrow(/pValues\[1\]/);
    expect(() => benjaminiHochberg([0.1], -1)).toThrow(/rate/);
  });
});
