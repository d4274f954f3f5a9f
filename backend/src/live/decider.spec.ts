import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MINUTE, type BarInput, type UtcMs } from '@hindcast/engine';
import { Decider, DECIDER_DEFAULTS, type DecidedSlice } from './decider.ts';

const FIRST = Date.UTC(2025, 0, 1);
const bar = (openTime: UtcMs, close = 1): BarInput => ({ openTime, close });

describe('the decider of live slices', () => {
  let slices: (DecidedSlice & { at: UtcMs })[];
  let asked: { lanes: number[]; last: boolean; at: UtcMs }[];
  let late: UtcMs[];
  let decider: Decider;

  beforeEach(() => {
    jest.useFakeTimers({ now: FIRST });
    slices = [];
    asked = [];
    late = [];
    decider = new Decider({
      ...DECIDER_DEFAULTS,
      ...{ timeframe: '1m', lanes: 2, clock: { speed: 1, now: () => Date.now() }, first: FIRST },
      lastWords: { summed: () => undefined, liquidated: () => undefined },
      onMissing: (lanes, _open, last) => asked.push({ lanes, last, at: Date.now() - FIRST }),
      onSlice: (slice) => slices.push({ ...slice, at: Date.now() }),
      onLate: (_lane, { openTime }) => late.push(openTime),
    });
    decider.start();
  });

  afterEach(() => {
    decider.stop();
    jest.useRealTimers();
  });

  it('decides at once when every lane has its bar, and never before', () => {
    jest.advanceTimersByTime(MINUTE + 20);
    decider.bar(1, bar(FIRST), 'kline');
    jest.advanceTimersByTime(100);
    expect(slices).toEqual([]);
    decider.bar(0, bar(FIRST), 'kline');
    jest.advanceTimersByTime(DECIDER_DEFAULTS.settleMs);
    expect(slices).toHaveLength(1);
    expect(slices[0]).toMatchObject({ openTime: FIRST, lagMs: 120 + DECIDER_DEFAULTS.settleMs });
  });

  it('asks twice for what is missing, and decides without it at the end of the grace', () => {
    decider.bar(0, bar(FIRST), 'kline');
    jest.advanceTimersByTime(MINUTE + DECIDER_DEFAULTS.graceMs);
    expect(asked).toEqual([
      { lanes: [1], last: false, at: MINUTE + 400 },
      { lanes: [1], last: true, at: MINUTE + 1_200 },
    ]);
    expect(slices.map(({ bars }) => bars.map((one) => one?.close))).toEqual([[1, undefined]]);
    decider.bar(1, bar(FIRST), 'kline');
    expect(late).toEqual([FIRST]);
  });

  it('does not wait for a lane that has been silent for two slices, until it speaks again', () => {
    for (let k = 0; k < 4; k++) {
      decider.bar(0, bar(FIRST + k * MINUTE), 'kline');
      jest.advanceTimersByTime(MINUTE + 5_000);
    }
    expect(slices.map(({ lagMs }) => lagMs > 4_000)).toEqual([true, true, false, false]);
    expect(decider.silentLanes).toBe(1);
    decider.bar(1, bar(decider.next), 'kline');
    expect(decider.silentLanes).toBe(0);
  });

  it('stays behind the clock when all venues are gone, and goes on when they are back', () => {
    jest.advanceTimersByTime(60 * MINUTE);
    expect(slices.length).toBeGreaterThanOrEqual(58);
    for (const { openTime, at, lagMs } of slices) {
      expect(at).toBeGreaterThanOrEqual(openTime + MINUTE);
      expect(lagMs).toBeGreaterThanOrEqual(0);
    }
    const open = decider.next;
    expect(open).toBe(FIRST + 60 * MINUTE - MINUTE * (60 - slices.length));
    jest.setSystemTime(open + MINUTE);
    decider.bar(0, bar(open), 'kline');
    decider.bar(1, bar(open), 'kline');
    jest.advanceTimersByTime(DECIDER_DEFAULTS.settleMs);
    expect(slices.at(-1)).toMatchObject({ openTime: open, sources: ['kline', 'kline'] });
    expect(late).toEqual([]);
  });
});
