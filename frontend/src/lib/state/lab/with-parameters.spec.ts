import { describe, expect, it } from '@jest/globals';
import { withParameters } from './with-parameters.ts';

const TEXT = `name: x # mine
params:
  z: { default: 2.5, min: 1 }
  hold: 24
entry: { long: oiZ > z }
`;

describe('a strategy with other parameters', () => {
  it('is the same text but for their defaults', () => {
    const text = withParameters(TEXT, { z: 3, hold: 12 });
    expect(text).toContain('name: x # mine');
    expect(text).toContain('default: 3');
    expect(text).toContain('hold: 12');
  });
  it('is the very same text where nothing differs or nothing can be read', () => {
    expect(withParameters(TEXT, { z: 2.5, hold: 24, unknown: 1 })).toBe(TEXT);
    expect(withParameters('a: [', { z: 1 })).toBe('a: [');
  });
});
