import { describe, expect, it } from '@jest/globals';
import { BAR_FIELDS, DEFAULT_CONFIG, digestLane, Universe, type BarInput, type Tape } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import { LiveMarket, type LaneBar, type LiveMarketPlan } from './live-market.ts';
import { sha256 } from './slice-digest.ts';

const TIMEFRAMES = ['5m', '15m', '1h'] as const;
const MS = 300_000;

function barsOf(tapes: readonly Tape[], row: number): LaneBar[] {
  return tapes.map(({ key: { venue, symbol }, openTime, columns }) => {
    const bar: BarInput = { openTime: openTime[row] };
    for (const field of BAR_FIELDS) bar[field] = columns[field][row];
    return { venue, symbol, bar };
  });
}

/** A lane that lacks every seventh bar altogether, as a venue's outage leaves it. */
async function* blocksOf(tapes: readonly Tape[], rows: number): AsyncGenerator<LaneBar[]> {
  for (let row = 0; row < rows; row++) {
    const bars = barsOf(tapes, row);
    yield row % 7 === 3 ? bars.slice(1) : bars;
  }
}

const digests = (markets: Universe['markets']): string[] =>
  [...markets.values()].flatMap(({ lanes }) => lanes.map((lane) => JSON.stringify(digestLane(lane, sha256))));

describe('the warm start of a live market', () => {
  // More and fewer rows than are rehearsed, and so few that none is.
  it.each([300, 40, 1])('of %p rows computes what the engine makes of them in one go', async (rows) => {
    const tapes = smallMarket('warm start', { rows, venues: ['binanceusdm', 'bybit'] });
    const firstOpen = tapes[0].openTime[0];
    const lanes = tapes.map(({ key: { venue, symbol } }) => ({ venue, symbol }));
    const plan: LiveMarketPlan = {
      ...{ lanes, timeframes: TIMEFRAMES, config: DEFAULT_CONFIG },
      ...{ firstOpen, firstLive: firstOpen + rows * MS, capacity: rows + 8 },
    };
    let settled = 0;
    const live = await LiveMarket.warm(plan, blocksOf(tapes, rows), () => settled++);
    expect(settled).toBe(2);
    for (const field of BAR_FIELDS)
      for (let row = 3; row < rows; row += 7) tapes[0].columns[field][row] = NaN;
    const whole = new Universe(tapes, TIMEFRAMES.slice(1), { config: DEFAULT_CONFIG });
    whole.advance(rows);
    const own = new Map([...live.views].map(([timeframe, view]) => [timeframe, view.market]));
    expect(digests(own)).toEqual(digests(whole.markets));
  });
});
