import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../config.ts';
import { changedConfig } from './changed-config.ts';

describe('what of a configuration was changed', () => {
  it('is nothing of the engine as it comes', () => {
    expect(changedConfig(DEFAULT_CONFIG)).toEqual({});
  });

  it('is named as a sweep names it', () => {
    const signals = { ...DEFAULT_CONFIG.signals, oiZ: 3 };
    const metrics = { ...DEFAULT_CONFIG.metrics, zWindow: 30 };
    expect(changedConfig({ ...DEFAULT_CONFIG, signals, metrics })).toEqual({
      'metrics.zWindow': 30,
      'signals.oiZ': 3,
    });
  });
});
