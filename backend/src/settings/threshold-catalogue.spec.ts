import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CONFIG } from '@hindcast/engine';
import { thresholdCatalogue } from './threshold-catalogue.dto.ts';
import { configWith } from './thresholds.ts';

describe('what can be set', () => {
  const catalogue = thresholdCatalogue();
  const config = Object.fromEntries(
    Object.entries(DEFAULT_CONFIG).filter(([name]) => name !== 'pairs' && name !== 'symbols'),
  );

  it('is every setting of the engine but the pairs, each with its default', () => {
    const listed = Object.fromEntries(
      catalogue.map(({ name, fields }) => [
        name,
        Object.fromEntries(fields.map((field) => [field.name, field.default])),
      ]),
    );
    expect(listed).toEqual(config);
  });

  it('may be what it is by default', () => {
    expect(configWith({ global: config as never, symbols: {} })).toEqual({ ...DEFAULT_CONFIG, symbols: {} });
  });

  it.each([
    [{ cascade: { severity: [1, 2] } }, /severity must be 5 numbers/],
    [{ cascade: { severity: ['a', 2, 3, 4, 5] } }, /severity must be a number/],
    [{ cascade: { binWidth: 0 } }, /binWidth must be a number from 0.0001/],
    [{ cascade: { longDominated: 1.1 } }, /longDominated must be a number from 0 to 1/],
    [{ correlation: { watched: ['btc'] } }, /watched must list symbols/],
    [{ regime: { consensus: 5 } }, /consensus must be a whole number from 1 to 4/],
    [{ signals: null }, /must be an object/],
    [{ signals: { oiZ: null } }, /oiZ is a number/],
    [{ signals: { constructor: 1 } }, /constructor/],
  ])('is refused when it cannot be (%#)', (global, message) => {
    expect(() => configWith({ global: global as never, symbols: {} })).toThrow(message);
    expect(() => configWith({ global: {}, symbols: { 'BTC/USDT:USDT': null as never } })).toThrow(/object/);
  });
});
