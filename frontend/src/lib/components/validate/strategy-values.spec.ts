import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { suggestedDimensions, withValues } from './strategy-values.ts';

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

  it('becomes what a trial ran, comments kept, names of the configuration left out', () => {
    const text = withValues(TEXT, ['z', 'hold', 'signals.oiZ'], [3, 22, 9]);
    expect(parse(text)).toMatchObject({ params: { z: 3, hold: { default: 22, min: 20 } } });
    expect(text).toContain('# bars');
    expect(text).not.toContain('signals');
  });
});
