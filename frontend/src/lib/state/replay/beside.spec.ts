import { describe, expect, it } from '@jest/globals';
import { besideDifference, besideOf, exchanged, lanesOf, viewsOf } from './beside.ts';

const lane = (base: string, timeframe: string, venue = 'bybit') => ({
  symbol: `${base}/USDT:USDT`,
  venue,
  timeframe,
});
const WORD = 'BTC/USDT:USDT@bybit@1h,ETH/USDT:USDT@bybit@5m';

describe('what stands beside a chart', () => {
  it('is a quick choice, or lanes each in its timeframe', () => {
    expect(lanesOf('venues')).toBeUndefined();
    expect(lanesOf(WORD)).toEqual([lane('BTC', '1h'), lane('ETH', '5m')]);
    expect(besideOf([lane('BTC', '1h'), lane('ETH', '5m'), lane('BTC', '1h')])).toBe(WORD);
    expect(besideOf([])).toBe('nothing');
    expect(viewsOf(lanesOf(WORD)!, '5m')).toEqual([
      lane('BTC', '1h'),
      { symbol: 'ETH/USDT:USDT', venue: 'bybit' },
    ]);
  });

  it.each(['', 'friends', 'BTC@1h', 'BTC@bybit@1h,', 'BTC@bybit@', 'a@b@c@d', `${WORD},venues`])(
    'is not guessed at: %j',
    (word) => expect(lanesOf(word)).toBeUndefined(),
  );

  it('keeps a lane once, and no more than there is room for', () => {
    expect(lanesOf('A@b@1h,A@b@1h')).toHaveLength(1);
    const many = Array.from({ length: 40 }, (_, k) => lane(`C${k}`, '1h'));
    expect(lanesOf(besideOf(many))).toHaveLength(6);
    expect(viewsOf(many, '5m')).toHaveLength(6);
  });

  it('takes in the main lane when the two change places', () => {
    const [btc, eth] = [lane('BTC', ''), lane('ETH', '')].map(({ symbol, venue }) => ({ symbol, venue }));
    expect(exchanged(WORD, btc, eth, '5m')).toBe('BTC/USDT:USDT@bybit@1h,BTC/USDT:USDT@bybit@5m');
    expect(exchanged(WORD, eth, btc, '5m')).toBe(WORD);
    expect(exchanged('symbols', btc, eth, '5m')).toBe('symbols');
  });

  it('says what of a link cannot stand here', () => {
    const opened = {
      lanes: [{ venue: 'bybit', symbol: 'BTC/USDT:USDT' }],
      timeframe: '5m',
      timeframes: [{ timeframe: '1h', timeframeMs: 3_600_000, start: 0 }],
    };
    expect(besideDifference('BTC/USDT:USDT@bybit@1h,BTC/USDT:USDT@bybit@5m', opened)).toBeNull();
    expect(besideDifference('symbols', opened)).toBeNull();
    const said = besideDifference('BTC/USDT:USDT@bybit@1m,ETH/USDT:USDT@bybit@1h', opened);
    expect(said).toContain('BTC/USDT:USDT on bybit in 1m (1m is no timeframe above 5m)');
    expect(said).toContain('ETH/USDT:USDT on bybit in 1h (it is not recorded)');
    const many = Array.from({ length: 500 }, (_, k) => `C${k}@okx@1h`).join(',');
    expect(besideDifference(many, opened)).toContain(
      '497 more. There is room for 6 of them: 494 are left out.',
    );
  });
});
