import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { Tape } from '../tape/tape.ts';
import { emptyColumns } from '../tape/fields.ts';
import { Market } from '../market.ts';
import { decayOf } from './decay.ts';
import { outcomesOf, studyLanes } from './ground.ts';
import type { JudgedLane } from './groups.ts';

/** Buying at the close of each of the rows, in a market that wanders by 0.2 % a bar and drifts as it is told. */
function bought(seed: string, at: number[], horizon: number, drift: (row: number) => number = () => 0) {
  const rows = at.at(-1)! + horizon + 1;
  const random = seededRandom(seed);
  const columns = emptyColumns(rows);
  let price = 100;
  for (let row = 0; row < rows; row++) {
    columns.open[row] = price;
    price *= 1 + 0.002 * random.normal() + drift(row);
    columns.close[row] = price;
    columns.high[row] = Math.max(price, columns.open[row]);
    columns.low[row] = Math.min(price, columns.open[row]);
  }
  const openTime = Float64Array.from({ length: rows }, (_, row) => Date.UTC(2024, 0, 1) + row * 3_600_000);
  const key = { venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe: '1h' } as const;
  const market = new Market([new Tape(key, openTime, columns)], { pairs: false });
  market.advance(rows);
  const [lane] = studyLanes(market, 'volatilityRegime');
  const events = { rows: Int32Array.from(at), directions: new Int8Array(at.length).fill(1), unsided: 0 };
  const judged: JudgedLane = {
    at: { ...lane, regimes: new Float64Array(rows) },
    ...{ events, outcomes: outcomesOf(lane.prices, horizon, 0) },
  };
  return decayOf([judged], horizon);
}

describe('change points of a signal', () => {
  it.each([
    [100, 48],
    [100, 6],
    [400, 24],
  ])('are not made out of %p events on end that share their outcome over %p bars', (size, horizon) => {
    const at = Array.from({ length: size }, (_, row) => row);
    let changed = 0;
    for (let trial = 0; trial < 50; trial++)
      if (bought(`on end ${trial}`, at, horizon).changes.length > 0) changed++;
    // Binomial(50, 1 %): more than 3 have a chance of 0.2 %.
    expect(changed).toBeLessThanOrEqual(3);
  });

  it('are found where events on end stop hitting, with what they were worth before and after', () => {
    const at = Array.from({ length: 900 }, (_, row) => row);
    const horizon = 3;
    const { changes } = bought('stops', at, horizon, (row) => (row < 450 ? 0.0015 : -0.0015));
    expect(changes).toHaveLength(1);
    const [{ time, before, after, pValue }] = changes;
    expect(Math.abs((time - Date.UTC(2024, 0, 1)) / 3_600_000 - 450)).toBeLessThan(20);
    expect(pValue).toBeLessThan(0.01);
    // Three bars drift by 0.45 % against a deviation of 0.35 %: 90 % of the longs hit before and 10 % after; any bar hits half the time.
    expect(before).toBeCloseTo(0.4, 1);
    expect(after).toBeCloseTo(-0.4, 1);
  });
});
