import { describe, expect, it } from '@jest/globals';
import { labQuery, parseLab, type LabView } from './lab-url.ts';

const A = '6f1f62a8-3a5e-4a71-9a0f-0d6f6a6a0001';
const B = '6f1f62a8-3a5e-4a71-9a0f-0d6f6a6a0002';

describe('links to the lab', () => {
  it('read what they wrote', () => {
    const view: LabView = {
      dataset: 'demo',
      timeframe: '5m',
      venue: 'bybit',
      symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'],
      from: Date.UTC(2025, 0, 6),
      to: Date.UTC(2025, 2, 1, 12, 30),
      strategy: 'sma-cross',
      account: { costs: { takerBps: 4 }, initialCapital: 2500 },
      run: A,
      compare: [A, B],
      tab: 'trades',
    };
    const query = labQuery(view);
    expect(query).toContain('symbols=BTC/USDT:USDT,ETH/USDT:USDT');
    expect(query).toContain('from=2025-01-06T00:00Z');
    expect(parseLab(new URLSearchParams(query))).toEqual(view);
  });

  it('leave out what makes no sense', () => {
    const query = `run=../../etc&compare=${A}&tab=nothing&from=yesterday&symbols=,&tf=`;
    expect(parseLab(new URLSearchParams(query))).toEqual({});
    expect(parseLab(new URLSearchParams(`compare=${A},${B},${A}`))).toEqual({});
  });

  it('do not say that the first tab is open', () => {
    expect(labQuery({ run: A, tab: 'overview' })).toBe(`run=${A}`);
  });
});
