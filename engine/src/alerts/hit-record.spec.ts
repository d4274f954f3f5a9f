import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lane } from '../lane.ts';
import { Market } from '../market.ts';
import { smallMarket } from '../testing/small-market.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { HitRecords, RECORD_COSTS } from './hit-record.ts';
import { announcedSubject, TierWatch } from './tier-watch.ts';

const ROWS = 900;

function marketOf(seed: number, symbols = ['A/B:B', 'C/B:B']): Market {
  const market = new Market(smallMarket(seed, { rows: ROWS, symbols, venues: ['v'] }));
  market.advance(ROWS);
  return market;
}

/** The record as one would count it by hand, from the whole history that is known at the close of a row. */
function byHand(lanes: readonly Lane[], tier: number, at: number, horizon = 12) {
  const known: { row: number; hit: number }[] = [];
  for (let row = 0; row + horizon <= at; row++)
    for (const lane of lanes) {
      const side = lane.column('bias').data[row];
      const { open, close } = lane.tape.columns;
      const gain = (close[row + horizon] / open[row + 1] - 1) * Math.sign(side);
      const carries = (lane.column('tiers').data[row] >> (tier - 1)) & 1;
      if (carries && side !== 0 && gain === gain) known.push({ row, hit: gain > RECORD_COSTS ? 1 : 0 });
    }
  const times: { from: number; hits: number[] }[] = [];
  for (const { row, hit } of known) {
    const last = times.at(-1);
    if (last && row < last.from + horizon) last.hits.push(hit);
    else times.push({ from: row, hits: [hit] });
  }
  const mean = (hits: number[]): number => hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
  return { signals: known.length, times: times.length, hits: times.reduce((s, t) => s + mean(t.hits), 0) };
}

describe('the record of a tier before a bar', () => {
  it('is what counting by hand gives, at any bar, with its Wilson interval', () => {
    const market = marketOf(7);
    const records = new HitRecords(market.lanes);
    records.advance(ROWS, []);
    for (const at of [0, 40, 200, 555, ROWS - 1]) {
      const hand = byHand(market.lanes, 1, at);
      const record = records.at('tier1', at);
      expect([record.signals, record.times]).toEqual([hand.signals, hand.times]);
      if (hand.times === 0) continue;
      const { estimate, low, high } = wilsonInterval(hand.hits, hand.times);
      expect(record.estimate).toBeCloseTo(estimate, 12);
      expect(record.low).toBeCloseTo(low, 12);
      expect(record.high).toBeCloseTo(high, 12);
    }
  });

  it('knows nothing of what comes after, nor of outcomes that are not there yet', () => {
    const market = marketOf(11);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: ROWS - 1 }), (at) => {
        const [tapes, cut] = [
          marketOf(11),
          new Market(smallMarket(11, { rows: ROWS, symbols: ['A/B:B', 'C/B:B'], venues: ['v'] })),
        ];
        cut.advance(at + 1);
        const whole = new HitRecords(tapes.lanes);
        whole.advance(ROWS, []);
        const live = new HitRecords(cut.lanes);
        live.advance(at + 1, []);
        expect(live.at('tier1', at)).toEqual(whole.at('tier1', at));
        const { to } = live.at('tier1', at);
        if (to !== null) expect(to).toBeLessThanOrEqual(market.lanes[0].tape.closeTime(at));
      }),
      { numRuns: 8 },
    );
  });

  it('says why when nothing is known', () => {
    const records = new HitRecords(marketOf(3).lanes);
    expect(records.at('rule-1', 5, 'It was written just now.')).toMatchObject({
      ...{ estimate: null, low: null, high: null, from: null, to: null, times: 0, signals: 0 },
      reason: 'It was written just now.',
    });
  });
});

describe('when a tier is announced', () => {
  const laneOf = (masks: readonly number[]): Lane =>
    ({ column: () => ({ data: Float64Array.from(masks) }) }) as unknown as Lane;
  const rowsOf = (
    masks: readonly number[],
    how: { everyBar?: boolean; cooldown?: number } = {},
  ): number[] => {
    const rows: number[] = [];
    const watch = new TierWatch(laneOf(masks), 2, { everyBar: false, cooldown: 0, ...how });
    watch.advance(masks.length, (row) => rows.push(row));
    return rows;
  };

  it('a run is said once; a missing bar neither ends nor begins one', () => {
    //              row 0  1  2  3    4  5  6
    expect(rowsOf([0, 2, 2, NaN, 2, 0, 3])).toEqual([1, 6]);
    expect(rowsOf([0, 2, 2, NaN, 2, 0, 3], { everyBar: true })).toEqual([1, 2, 4, 6]);
  });

  it('in its cooldown nothing is said, nor afterwards of what began in it', () => {
    expect(rowsOf([2, 0, 2, 0, 2, 0, 2], { cooldown: 3 })).toEqual([0, 4]);
    expect(rowsOf([2, 0, 2, 2, 2, 2, 2], { cooldown: 3 })).toEqual([0]);
    expect(rowsOf([2, 2, 2, 2, 2], { everyBar: true, cooldown: 2 })).toEqual([0, 3]);
  });

  it('is the same bar by bar and at once, and what its preview counts', () => {
    const market = marketOf(5);
    const [lane] = market.lanes;
    const how = { everyBar: false, cooldown: 4 };
    const atOnce = announcedSubject('tier1', how).rowsOf(market, lane);
    const rows: number[] = [];
    const watch = new TierWatch(lane, 1, how);
    for (let to = 1; to <= ROWS; to++) watch.advance(to, (row) => rows.push(row));
    expect(rows).toEqual(atOnce);
    expect(rows.length).toBeGreaterThan(0);
  });
});
