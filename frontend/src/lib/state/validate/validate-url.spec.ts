import { describe, expect, it } from '@jest/globals';
import { parseValidate, validateQuery, type ValidateLink } from './validate-url.ts';

describe('A link to Validate', () => {
  it('holds the place, readably', () => {
    const link: ValidateLink = {
      view: 'sweep',
      dataset: 'demo',
      timeframe: '5m',
      symbol: 'ETH/USDT:USDT',
      study: '8a1c1f3e-0b5d-4f0a-9c55-1f2e3d4c5b6a',
    };
    const query = validateQuery(link);
    expect(query).toBe(
      'view=sweep&dataset=demo&tf=5m&symbol=ETH/USDT:USDT&study=8a1c1f3e-0b5d-4f0a-9c55-1f2e3d4c5b6a',
    );
    expect(parseValidate(new URLSearchParams(query))).toEqual(link);
  });

  it('leaves out what makes no sense, but keeps the name of a study that was cut short: nobody passes another off as it', () => {
    const { view, study, dataset } = parseValidate(new URLSearchParams('view=x&study=8a1c1f3e&dataset='));
    expect({ view, study, dataset }).toEqual({ view: 'signals', study: '8a1c1f3e', dataset: undefined });
  });
});
