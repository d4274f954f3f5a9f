import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CONFIG } from '@hindcast/engine';
import { withNumbers } from './config-numbers.ts';

describe('numbers of the configuration', () => {
  it('change what is named and nothing else', () => {
    const config = withNumbers({ 'signals.oiZ': 3, 'signals.imbalancePct': 4, 'metrics.zWindow': 30 });
    expect(config.signals).toEqual({ ...DEFAULT_CONFIG.signals, oiZ: 3, imbalancePct: 4 });
    expect(config.metrics).toEqual({ ...DEFAULT_CONFIG.metrics, zWindow: 30 });
    expect(config.cascade).toBe(DEFAULT_CONFIG.cascade);
    expect(DEFAULT_CONFIG.signals.oiZ).toBe(2.5);
  });

  it.each([
    [{ 'signals.oiz': 3 }, 'config.signals.oiz', /Did you mean "signals.oiZ"\?/],
    [{ 'costs.takerFee': 0 }, 'config.costs.takerFee', /./],
    [{ 'signals.fade': 1 }, 'config.signals.fade', /./],
    [{ constructor: 1 }, 'config.constructor', /signals\.oiZ/],
    [{ 'metrics.zWindow': 2.5 }, 'config.metrics.zWindow', /whole number from 2 to 10000/],
    [{ 'metrics.zWindow': 0 }, 'config.metrics.zWindow', /from 2/],
    [{ 'signals.oiZ': '3' }, 'config.signals.oiZ', /Give a number from 0/],
    [{ 'signals.oiZ': NaN }, 'config.signals.oiZ', /Give a number from 0/],
  ])('are refused with their name: %j', (numbers, field, action) => {
    expect(() => withNumbers(numbers)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_NUMBER',
        action: expect.stringMatching(action),
        place: { field },
      }),
    );
  });
});
