import { describe, expect, it } from '@jest/globals';
import type { Condition, Explanation } from '@hindcast/engine/wire';
import { thresholdsOf } from './thresholds.ts';

const condition = (metric: string, threshold: number | null, held: boolean): Condition => ({
  metric,
  operator: '>',
  value: 1,
  threshold,
  held,
  margin: 0,
});

const tier = (n: 1 | 2, conditions: Condition[]): Explanation => ({
  tier: n,
  name: '',
  fired: false,
  conditions,
  flip: null,
});

describe('thresholds', () => {
  it('come from the first tier that asks, by the metric meant', () => {
    const found = thresholdsOf([
      tier(1, [condition('oiZ', 2.5, true)]),
      tier(2, [
        condition('oiZ', 9, false),
        condition('|imbalancePct|', 3, false),
        condition('x', null, false),
      ]),
    ]);
    expect(found.get('oiZ')).toEqual({ value: 2.5, ofSize: false, held: true });
    expect(found.get('imbalancePct')).toEqual({ value: 3, ofSize: true, held: false });
    expect(found.has('x')).toBe(false);
  });
});
