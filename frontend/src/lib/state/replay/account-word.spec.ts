import { describe, expect, it } from '@jest/globals';
import { accountOf, accountWord } from './account-word.ts';

describe('the terms of a strategy in a link', () => {
  it('read well, and come back exactly', () => {
    const account = {
      costs: { takerBps: 5.5, makerBps: -1, slippageModel: 'spread', rangeShare: 0.2, funding: false },
      initialCapital: 2_500,
      venue: 'bybit',
      symbols: ['ETH/USDT:USDT', 'BTC/USDT:USDT'],
      from: 1_735_689_600_000,
    } as const;
    const word = accountWord(account);
    expect(word).toBe(
      'takerBps:5.5,makerBps:-1,slippageModel:spread,rangeShare:0.2,funding:false,initialCapital:2500,' +
        'venue:bybit,from:1735689600000,symbol:ETH/USDT:USDT,symbol:BTC/USDT:USDT',
    );
    expect(accountOf(word!)).toEqual(account);
  });

  it("are left out where they are the lab's own", () => {
    expect(accountWord(undefined)).toBeUndefined();
    expect(accountWord({ costs: {}, venue: undefined })).toBeUndefined();
  });

  it.each([
    'takerBps:',
    'takerBps:x',
    'taker:5',
    '__proto__:1',
    'slippageModel:book',
    'venue:',
    'funding:1',
    '',
  ])('are not guessed at: %j', (word) => expect(accountOf(word)).toBeUndefined());
});
