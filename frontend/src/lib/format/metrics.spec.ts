import { describe, expect, it } from '@jest/globals';
import { conditionMargin, conditionValue } from './metrics.ts';

describe('conditionValue', () => {
  it('has as many digits as tell a value from its threshold', () => {
    expect(conditionValue('oiZ', 0.66, 2.5)).toBe('0.66');
    expect(conditionValue('oiDeltaPct', -0.0016, 0)).toBe('−0.002');
    expect(conditionValue('oiDeltaPct', 0, -0.0016)).toBe('0.000');
    expect(conditionValue('oiZ', 2.4999, 2.5)).toBe('2.4999');
    expect(conditionValue('fundingRate', 0.00010004, 0.0001)).toBe('0.010004%');
  });

  it('is written as before where both are the same, or nothing stands beside it', () => {
    expect(conditionValue('oiZ', 2.5, 2.5)).toBe('2.50');
    expect(conditionValue('oiZ', 2.4999)).toBe('2.50');
    expect(conditionValue('oiZ', null, 2.5)).toBe('–');
    expect(conditionValue('oiZ', 1e-12, 0)).toBe('0.00000000');
  });

  it('gives a margin the digits in which it is not nothing', () => {
    expect(conditionMargin('oiDeltaPct', 0.0016)).toBe('+0.002');
    expect(conditionMargin('oiZ', -1.84)).toBe('−1.84');
    expect(conditionMargin('oiZ', 0)).toBe('0.00');
  });
});
