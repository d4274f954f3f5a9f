import { describe, expect, it } from '@jest/globals';
import { didYouMean, editDistance, nearest } from './nearest.ts';

describe('editDistance', () => {
  it('counts insertions, deletions, substitutions and swaps of neighbours', () => {
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3); // the textbook pair
    expect(editDistance('rsi', 'ris')).toBe(1); // one swap
    // Optimal string alignment, not the unrestricted distance, which would be 2.
    expect(editDistance('ca', 'abc')).toBe(3);
    expect(editDistance('oiZ', 'oiZ')).toBe(0);
  });
});

describe('nearest', () => {
  const names = ['rsi', 'oiZ', 'globalLongShort', 'crossesAbove', 'crossesBelow'];
  it('finds the name that was meant', () => {
    expect(nearest('RSI', names)).toBe('rsi');
    expect(nearest('oiz', names)).toBe('oiZ');
    expect(nearest('globalLongShrot', names)).toBe('globalLongShort');
    expect(nearest('crossAbove', names)).toBe('crossesAbove');
  });
  it('says nothing when nothing is close', () => {
    expect(nearest('moonPhase', names)).toBeNull();
    expect(nearest('x'.repeat(1_000_000), names)).toBeNull();
    expect(didYouMean('__proto__', names)).toBe('');
  });
  it('makes a sentence', () => expect(didYouMean('rsl', names)).toBe('Did you mean "rsi"?'));
});
