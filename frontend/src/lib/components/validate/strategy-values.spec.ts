import { describe, expect, it } from '@jest/globals';
import { suggestedDimensions } from './strategy-values.ts';

const TEXT = `name: two
params:
  z: 2.5
  hold: { default: 24, min: 20, max: 30, step: 1 } # bars
entry: { long: oiZ > z }
`;

describe('a strategy that is swept', () => {
  it('suggests what to vary around the defaults, within their bounds', () => {
    expect(suggestedDimensions(TEXT)).toEqual(['z=1.3:3.8:0.42', 'hold=20:30:2']);
    expect(suggestedDimensions('name: none\nentry: { long: rsi < 30 }')).toEqual([]);
  });
});
