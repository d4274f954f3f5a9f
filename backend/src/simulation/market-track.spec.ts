import { describe, expect, it } from '@jest/globals';
import { Market } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import type { Dataset } from '../datasets/index.ts';
import { RecordedMarket } from '../recordings/recorded-market.ts';
import { DEFAULT_STRATEGY } from './default-strategy.ts';
import { MarketTrack } from './market-track.ts';
import { readStrategy } from './run/strategy-text.ts';

// Long enough to need several key frames, busy enough to be in and out of positions all the time.
const ROWS = 6_000;
const BUSY = `
name: Busy
entry: { long: 'rsi < 40 and change(close, 3) < 0', short: rsi > 60 }
exit: { long: rsi > 55, short: rsi < 45 }
stopLoss: { percent: 1.5 }
trailingStop: { atr: 3 }
sizing: { notional: 500 }
pyramiding: 2
`;

function recording(): RecordedMarket {
  const tapes = smallMarket('track', { rows: ROWS, symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'] });
  return new RecordedMarket({ name: 'track' } as Dataset, new Market(tapes));
}

describe('a strategy that runs along', () => {
  const whole = recording();
  whole.advanceNow(ROWS);
  const track = new MarketTrack(readStrategy(BUSY), whole);
  track.advance(ROWS);

  it('trades', () => {
    const trades = track.tradesClosed(0, ROWS);
    expect(trades.length).toBeGreaterThan(200);
    expect(track.totalsAt(ROWS - 1).trades).toBe(trades.length);
    expect(track.totalsAt(ROWS - 1).netPnl).toBeCloseTo(
      trades.reduce((sum, { netPnl }) => sum + netPnl, 0),
      6,
    );
    expect(trades.map(({ exitRow }) => exitRow)).toEqual(
      trades.map(({ exitRow }) => exitRow).toSorted((a, b) => a - b),
    );
  });

  it.each([0, 1, 700, 2_047, 2_048, 2_049, 5_000, 3_000, 4_500, 10])(
    'says of row %i, asked afterwards, what one said that had not gone further',
    (row) => {
      const cut = recording();
      cut.advanceNow(row + 1);
      const then = new MarketTrack(readStrategy(BUSY), cut);
      then.advance(row + 1);
      expect(track.positionsAt(row)).toEqual(then.positionsAt(row));
      expect(track.totalsAt(row)).toEqual(then.totalsAt(row));
      expect(track.tradesClosed(0, row + 1)).toEqual(then.tradesClosed(0, row + 1));
    },
  );

  it('has a position in between, and none that began later', () => {
    const held = Array.from({ length: 50 }, (_, k) => track.positionsAt(k * 117));
    expect(held.some((positions) => positions.length > 0)).toBe(true);
    held.forEach((positions, k) =>
      positions.forEach(({ entryRow }) => expect(entryRow).toBeLessThanOrEqual(k * 117)),
    );
  });

  it('names the bars at which trades of a lane begin and end', () => {
    const lane = { venue: 'binanceusdm', symbol: 'ETH/USDT:USDT' };
    const turns = track.turns(lane, 1_000, 2_000);
    const own = track
      .tradesClosed(0, ROWS)
      .filter(({ venue, symbol }) => venue === lane.venue && symbol === lane.symbol);
    const expected = own
      .flatMap(({ entryRow, exitRow }) => [entryRow, exitRow])
      .filter((row) => row >= 1_000 && row < 2_000)
      .sort((a, b) => a - b);
    expect(turns).toEqual(expected);
  });
});

describe('the text of a strategy', () => {
  it('may be YAML or JSON', () => {
    expect(readStrategy(DEFAULT_STRATEGY).name).toBe('Confluence follow');
    expect(readStrategy('{"name": "j", "entry": {"long": "rsi < 30"}}').name).toBe('j');
  });

  it.each([
    ['entry: { long: "rsi < 30"', 'STRATEGY_SYNTAX', { row: 1 }],
    ['name: a\nname: b', 'STRATEGY_SYNTAX', { row: 2 }],
    ['just words', 'STRATEGY_INVALID', {}],
    ['', 'STRATEGY_INVALID', {}],
    ['name: a\nentry: { long: rsy < 30 }', 'EXPRESSION_NAME', { field: 'entry.long' }],
  ])('is refused where it is wrong: %j', (text, code, place) => {
    expect(() => readStrategy(text)).toThrow(
      expect.objectContaining({ code, place: expect.objectContaining(place) }),
    );
  });
});
