import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DEFAULT_VIEW,
  parseView,
  roomyDefaults,
  SPEEDS,
  unreadWords,
  viewQuery,
  type ReplayView,
} from './view-url.ts';

const VIEW: ReplayView = {
  dataset: 'demo',
  symbol: 'BTC/USDT:USDT',
  venue: 'binanceusdm',
  timeframe: '5m',
  time: Date.UTC(2024, 2, 12, 14, 35),
  ...DEFAULT_VIEW,
};

describe('the replay link', () => {
  it('reads well and leaves defaults out', () => {
    expect(viewQuery(VIEW)).toBe(
      'dataset=demo&symbol=BTC/USDT:USDT&venue=binanceusdm&tf=5m&t=2024-03-12T14:35Z',
    );
  });

  it('says panes and bars where they are known, also the usual ones: another reader has others', () => {
    const query = viewQuery({ ...VIEW, ...roomyDefaults(false) });
    expect(query).toContain('&panes=oi,oiZ,cvd,levels&bars=150');
    expect(parseView(new URLSearchParams(query))).toMatchObject({ layout: 'oi,oiZ,cvd,levels', bars: 150 });
  });

  it('holds the stretch that is marked, and whether it is looped', () => {
    const range = { from: Date.UTC(2024, 2, 12, 14), to: Date.UTC(2024, 2, 12, 15, 0, 7) };
    const query = viewQuery({ ...VIEW, range, loop: true });
    expect(query).toContain('&range=2024-03-12T14:00Z..2024-03-12T15:00:07Z&loop=1');
    expect(parseView(new URLSearchParams(query))).toMatchObject({ range, loop: true });
    for (const wrong of ['range=soon..2024-03-12', 'range=2024-03-13..2024-03-12', 'loop=1'])
      expect(unreadWords(new URLSearchParams(wrong))).toEqual([wrong]);
  });

  it('reads well with lanes beside, each in its timeframe', () => {
    const beside = 'BTC/USDT:USDT@bybit@1h,ETH/USDT:USDT@okx@5m';
    expect(viewQuery({ ...VIEW, time: null, beside })).toBe(
      `dataset=demo&symbol=BTC/USDT:USDT&venue=binanceusdm&tf=5m&with=${beside}`,
    );
  });

  it('gives every view back exactly', () => {
    const seconds = fc.integer({ min: 100, max: 2_000_000_000 });
    const view = fc.record<ReplayView>({
      dataset: fc.string({ minLength: 1 }),
      symbol: fc.constantFrom('BTC/USDT:USDT', 'ETH/USDT:USDT', '1000PEPE/USDT:USDT'),
      venue: fc.constantFrom('binanceusdm', 'bybit', 'okx'),
      timeframe: fc.constantFrom('1s', '5m', '1d'),
      time: fc.option(seconds.map((s) => s * 1000)),
      range: fc.option(
        seconds.map((s) => ({ from: s * 1000, to: s * 1000 + 300_000 })),
        { nil: undefined },
      ),
      mode: fc.constantFrom('honest', 'review'),
      speed: fc.constantFrom(...SPEEDS),
      layout: fc.constantFrom('', 'oi,oiZ,cvd', 'rsi,ema12'),
      bars: fc.integer({ min: 10, max: 5000 }),
      tiers: fc.integer({ min: 0, max: 63 }),
      beside: fc.constantFrom('nothing', 'venues', 'symbols', 'BTC/USDT:USDT@bybit@1h,ETH/USDT:USDT@okx@5m'),
      digest: fc.constant('69e9238918e4'),
      account: fc.constant('takerBps:4,symbol:ETH/USDT:USDT'),
      strategy: fc.constantFrom('none', 'confluence-fade', 'text.bmFtZTogeA'),
    });
    fc.assert(
      fc.property(view, (v) => {
        const back = parseView(new URLSearchParams(viewQuery(v)));
        expect({ ...DEFAULT_VIEW, time: null, ...back }).toEqual(v);
      }),
    );
  });

  it('leaves out what makes no sense', () => {
    const query = new URLSearchParams('t=soon&speed=-3&bars=1e9&mode=cheat&with=friends&tiers=19');
    expect(parseView(query)).toEqual({});
    expect(unreadWords(query)).toEqual([
      't=soon',
      'mode=cheat',
      'speed=-3',
      'bars=1e9',
      'with=friends',
      'tiers=19',
    ]);
    expect(unreadWords(new URLSearchParams(viewQuery({ ...VIEW, tiers: 0, mode: 'review' })))).toEqual([]);
  });
});
