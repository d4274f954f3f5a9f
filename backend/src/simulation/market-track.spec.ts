import { describe, expect, it } from '@jest/globals';
import { Market } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
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

/** The strategy run along the first `rows` bars of a market of two venues and two symbols. */
function trackOf(rows: number): MarketTrack {
  const market = new Market(
    smallMarket('track', { rows: ROWS, symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'] }),
  );
  market.advance(rows);
  const source = { lanes: market.lanes, finer: [], release: () => undefined };
  const track = new MarketTrack(readStrategy(BUSY), source);
  track.advance(rows);
  return track;
}

describe('a strategy that runs along', () => {
  const track = trackOf(ROWS);

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
      const then = trackOf(row + 1);
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
