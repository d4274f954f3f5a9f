import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { walkForwardEfficiency } from './walk-forward-efficiency.ts';
import { walkForwardSplits } from './walk-forward.ts';

describe('walkForwardSplits', () => {
  it('gives the splits worked out by hand', () => {
    expect(walkForwardSplits({ rows: 100, train: 50, test: 25, purge: 5 })).toEqual([
      { trainFrom: 0, trainTo: 45, testFrom: 50, testTo: 75 },
      { trainFrom: 25, trainTo: 70, testFrom: 75, testTo: 100 },
    ]);
    expect(walkForwardSplits({ rows: 110, train: 50, test: 25, mode: 'anchored', embargo: 10 })).toEqual([
      { trainFrom: 0, trainTo: 40, testFrom: 50, testTo: 75 },
      { trainFrom: 0, trainTo: 65, testFrom: 75, testTo: 100 },
    ]);
  });

  it('never lets a training row reach into its test, and stitches tests without gap', () => {
    const plan = fc.record({
      rows: fc.integer({ min: 60, max: 2000 }),
      train: fc.integer({ min: 20, max: 40 }),
      test: fc.integer({ min: 1, max: 20 }),
      purge: fc.integer({ min: 0, max: 10 }),
      embargo: fc.integer({ min: 0, max: 9 }),
      mode: fc.constantFrom('rolling' as const, 'anchored' as const),
    });
    fc.assert(
      fc.property(plan, (p) => {
        const splits = walkForwardSplits(p);
        splits.forEach((split, k) => {
          expect(split.trainTo + p.purge + p.embargo).toBe(split.testFrom);
          expect(split.trainFrom).toBeLessThan(split.trainTo);
          expect(split.testTo).toBeLessThanOrEqual(p.rows);
          if (k > 0) expect(split.testFrom).toBe(splits[k - 1].testTo);
        });
        expect(p.rows - splits.at(-1)!.testTo).toBeLessThan(p.test);
      }),
    );
  });

  it('refuses plans that cannot be', () => {
    const code = expect.objectContaining({ code: 'WALK_FORWARD_PLAN' });
    expect(() => walkForwardSplits({ rows: 10, train: 20, test: 5 })).toThrow(code);
    expect(() => walkForwardSplits({ rows: 100, train: 20, test: 5, purge: 20 })).toThrow(code);
    // A shorter training, as it was advised, would leave even less.
    const lengthen = expect.objectContaining({ action: expect.stringMatching(/^Lengthen the training/) });
    expect(() => walkForwardSplits({ rows: 100, train: 20, test: 5, purge: 20 })).toThrow(lengthen);
    expect(() => walkForwardSplits({ rows: 100, train: 20, test: 0 })).toThrow(code);
    expect(() => walkForwardSplits({ rows: 100, train: 20.5, test: 5 })).toThrow(code);
  });
});

describe('walkForwardEfficiency', () => {
  it('compares per row, and says nothing of nothing', () => {
    expect(walkForwardEfficiency(0.8, 400, 0.1, 100)).toBe(0.5);
    expect(walkForwardEfficiency(-0.1, 400, 0.1, 100)).toBeNaN();
  });
});
