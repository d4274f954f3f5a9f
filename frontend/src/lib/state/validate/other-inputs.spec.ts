import { describe, expect, it } from '@jest/globals';
import { otherInputs } from './other-inputs.ts';

const sweep = { dataset: 'demo', timeframe: '5m', strategy: 'name: any', vary: ['hold=12,24'] };

describe('Inputs of a result beside those of the form', () => {
  it('are the same where what one leaves out is the default of the other', () => {
    const form = { ...sweep, method: 'grid', objective: 'sharpe', minTrades: 20 };
    expect(otherInputs('sweeps', sweep, form)).toEqual([]);
    expect(otherInputs('validations', { dataset: 'a' }, { dataset: 'a', costsBps: 12, rate: 0.05 })).toEqual(
      [],
    );
  });

  it('are named once each where they differ', () => {
    const was = { dataset: 'a', costsBps: 12, direction: 'bias', symbols: ['X'] };
    expect(otherInputs('validations', was, { dataset: 'b', costsBps: 5, direction: 'bias' })).toEqual([
      'costs',
      'dataset',
      'symbols',
    ]);
    expect(otherInputs('sweeps', { ...sweep, takerBps: 1, slippageBps: 1 }, sweep)).toEqual(['costs']);
  });

  it('do not differ by how many of the best are reported', () => {
    expect(otherInputs('sweeps', { ...sweep, best: 3 }, sweep)).toEqual([]);
  });

  it('do not differ by the trials of a grid, which has as many as it has points', () => {
    expect(otherInputs('sweeps', { ...sweep, trials: 9 }, sweep)).toEqual([]);
    expect(
      otherInputs('sweeps', { ...sweep, method: 'random', trials: 9 }, { ...sweep, method: 'random' }),
    ).toEqual(['trials']);
  });
});
