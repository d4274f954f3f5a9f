import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CHOICE, pairQuery, parsePair, type PairChoice } from './pair-url.ts';

const again = (choice: PairChoice): PairChoice => parsePair(new URLSearchParams(pairQuery(choice)));

describe('a link to the pairs page', () => {
  it('brings back every choice', () => {
    const choice: PairChoice = {
      view: 'scan',
      source: 'upload',
      dataset: 'demo',
      upload: 'f928d737-ba25-4e2f-ad30-59b1480e72c1',
      y: 'ETH/USDT:USDT',
      x: 'BTC/USDT:USDT',
      yVenue: 'bybit',
      xVenue: 'binanceusdm',
      timeframe: '1h',
      bars: 0,
      method: 'kalman',
      prices: 'close',
      window: 120,
      entry: 2.5,
      exit: 0,
      time: Date.UTC(2025, 2, 26, 20, 5),
    };
    expect(again(choice)).toEqual(choice);
  });

  it('is empty where nothing was chosen, and readable where something was', () => {
    expect(pairQuery(DEFAULT_CHOICE)).toBe('');
    const chosen = { ...DEFAULT_CHOICE, dataset: 'demo', y: 'ETH/USDT:USDT', time: Date.UTC(2025, 2, 26) };
    expect(pairQuery(chosen)).toBe('dataset=demo&y=ETH/USDT:USDT&t=2025-03-26T00:00Z');
  });

  it('leaves out what makes no sense', () => {
    const query = 'window=7&in=99&out=-1&bars=1.5&method=magic&source=moon&view=x&prices=y&t=soon';
    expect(parsePair(new URLSearchParams(query))).toEqual(DEFAULT_CHOICE);
    expect(parsePair(new URLSearchParams('window=&in=abc&bars=50')).window).toBe(DEFAULT_CHOICE.window);
  });
});
