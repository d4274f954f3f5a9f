import { describe, expect, it } from '@jest/globals';
import { captionOf } from './picture-caption.ts';

const PICTURED = {
  lane: { symbol: 'BTC/USDT:USDT', venue: 'bybit' },
  timeframe: '5m',
  time: Date.UTC(2025, 0, 20, 12),
  simulated: true,
  blind: null,
};

describe('the caption of a picture', () => {
  it('says what is shown', () => {
    expect(captionOf(PICTURED)).toEqual({
      title: 'BTC/USDT:USDT · bybit · 5m',
      time: '2025-01-20 12:00 UTC',
      marks: ['REPLAY', 'SIMULATED'],
    });
  });

  it('says of masked prices that they are an index, and of moved dates that they were moved', () => {
    const prices = captionOf({ ...PICTURED, blind: 'prices' });
    expect(prices.marks).toContain('BLIND: PRICES ARE AN INDEX FROM 100');
    const identity = captionOf({
      ...PICTURED,
      lane: { symbol: 'hidden', venue: 'hidden' },
      blind: 'identity',
    });
    expect(identity).toMatchObject({ title: 'Hidden symbol · 5m', time: '2025-01-20 12:00 UTC, moved' });
    expect(identity.marks).toEqual(prices.marks);
  });
});
