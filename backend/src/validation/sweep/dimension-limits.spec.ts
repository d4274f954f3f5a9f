import { describe, expect, it } from '@jest/globals';
import { compileStrategy } from '@hindcast/engine/strategy';
import { parseDimension, type Dimension, type SearchMethod } from '@hindcast/engine/sweep';
import { limitedDimensions } from './dimension-limits.ts';
import type { Compile } from './strategy-source.ts';

const compile: Compile = (params) =>
  compileStrategy(
    {
      name: 'limited',
      params: { floorAt: { default: 40, min: 5, max: 95 }, hold: 12, fast: 10, slow: 60, stake: 100 },
      entry: { long: 'rsi < floorAt and crossesAbove(sma(close, fast), sma(close, slow - fast))' },
      exit: { long: 'rsi > 60' },
      maxHolding: 'hold',
      sizing: { notional: 'stake' },
    },
    { params },
  );

const limited = (method: SearchMethod, ...vary: string[]): Dimension[] =>
  limitedDimensions(vary.map(parseDimension), method, compile);

describe('the values of a search', () => {
  it.each([
    // Thresholds: as the settings have them.
    ['metrics.zWindow=-5,20', '"metrics.zWindow" cannot be -5: it must be a whole number from 2 to 10000.'],
    ['metrics.zWindow=2.5,20', 'cannot be 2.5'],
    ['metrics.rsiPeriod=2:4:0.5', 'cannot be 2.5'],
    ['metrics.zWindow=5:20001:5', 'cannot be 20000'],
    ['signals.confluence=0.5:1.5:0.5', 'cannot be 1.5: it must be a number from 0 to 1'],
    ['regime.consensus=5,4', 'cannot be 5: it must be a whole number from 1 to 4'],
    // Costs: as those of a simulation, in fractions but for slippage: no more than 1,000 basis points, 5,000 of margin.
    ['costs.takerFee=-0.01,0', '"costs.takerFee" cannot be -0.01: it must be a number from 0 to 0.1.'],
    ['costs.takerFee=0.001,2', 'cannot be 2'],
    ['costs.makerFee=-0.2,0', 'cannot be -0.2: it must be a number from -0.1 to 0.1'],
    ['costs.slippageBps=-1,0', 'cannot be -1: it must be a number from 0 to 1000'],
    ['costs.maintenanceMargin=0.6,0.1', 'cannot be 0.6: it must be a number from 0 to 0.5'],
    // Parameters: by their bounds, and by what the strategy can be compiled with.
    ['floorAt=4,40', '"floorAt" cannot be 4: params.floorAt: 4 is outside 5 to 95.'],
    ['floorAt=40:100:10', 'cannot be 100'],
    ['hold=2.5,12', '"hold" cannot be 2.5: maxHolding: a whole number of bars'],
    ['hold=0:12:3', 'cannot be 0'],
    ['stake=-50,100', '"stake" cannot be -50'],
  ])('are refused where they cannot be, by name and value: %s', (vary, message) => {
    expect(() => limited('grid', vary)).toThrow(
      expect.objectContaining({
        code: 'SWEEP_RANGE',
        message: expect.stringContaining(message),
        place: { field: vary.split('=')[0] },
      }),
    );
  });

  it.each(['random', 'bayes'] as const)('drawn by a %s search are held to their ends', (method) => {
    for (const vary of ['costs.takerFee=-0.01:0.01', 'metrics.zWindow=-5:20', 'floorAt=40:120', 'hold=-3:12'])
      expect(() => limited(method, vary)).toThrow(expect.objectContaining({ code: 'SWEEP_RANGE' }));
    expect(() => limited(method, 'metrics.zWindow=2:20:0.5')).toThrow(/cannot be 2.5/);
  });

  it('are drawn whole where only whole ones can be, and in between elsewhere', () => {
    const vary = [
      'metrics.zWindow=5.5:40',
      'hold=1:48:log',
      'fast=2:20',
      'floorAt=20:60',
      'costs.takerFee=0:0.001',
    ];
    expect(limited('random', ...vary)).toEqual([
      { name: 'metrics.zWindow', from: 6, to: 40, step: 0, log: false, whole: true },
      { name: 'hold', from: 1, to: 48, step: 0, log: true, whole: true },
      { name: 'fast', from: 2, to: 20, step: 0, log: false, whole: true },
      parseDimension('floorAt=20:60'),
      parseDimension('costs.takerFee=0:0.001'),
    ]);
  });

  it('are not refused for a partner that they will not meet', () => {
    // Beside the default of 60 a fast average of 100 bars has none to cross; beside the slow ones that are swept it has.
    expect(limited('grid', 'fast=50,100', 'slow=150,300')).toHaveLength(2);
    expect(() => limited('grid', 'fast=50,100')).toThrow(/"fast" cannot be 100/);
    expect(limited('grid', 'signals.cautionOiDeltaPct=-1:0:0.5', 'costs.makerFee=-0.0001,0')).toHaveLength(2);
  });

  it('are asked for by a name that something answers to', () => {
    expect(() => limited('grid', 'flor=1,2')).toThrow(expect.objectContaining({ code: 'SWEEP_NAME' }));
  });
});
