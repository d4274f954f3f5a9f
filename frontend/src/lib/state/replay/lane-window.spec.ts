import { describe, expect, it } from '@jest/globals';
import { decodeFrame, encodeFrame, type DecodedFrame } from '@hindcast/engine/wire';
import fc from 'fast-check';
import { LaneWindow } from './lane-window.ts';

const ROWS = 400;
const close = Float64Array.from({ length: ROWS }, (_, i) => (i % 7 === 0 ? NaN : i + 0.5));
const header = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '5m' };

function frame(from: number, to: number): DecodedFrame {
  const openTime = Float64Array.from({ length: ROWS }, (_, i) => i * 300_000);
  return decodeFrame(
    encodeFrame({ ...header, from, to }, [
      ['openTime', openTime],
      ['close', close],
    ]),
  );
}

const held = (w: LaneWindow): number[] => Array.from(w.view('close', w.from, w.to) ?? []);
const expected = (w: LaneWindow): number[] => Array.from(close.subarray(w.from, w.to));

describe('LaneWindow', () => {
  it('grows on both sides with frames that touch it', () => {
    const w = new LaneWindow(['close', 'oiZ']);
    w.accept(frame(100, 120));
    expect(w.accept(frame(120, 130))).toBe(true);
    expect(w.accept(frame(60, 105))).toBe(true);
    expect([w.from, w.to]).toEqual([60, 130]);
    expect(held(w)).toEqual(expected(w));
    expect(w.value('close', 101)).toBe(101.5);
    expect(w.covers(60, 130)).toBe(true);
    expect(w.covers(59, 130)).toBe(false);
  });

  it('is replaced by a frame that stands apart', () => {
    const w = new LaneWindow(['close']);
    w.accept(frame(100, 120));
    expect(w.accept(frame(300, 310))).toBe(false);
    expect([w.from, w.to]).toEqual([300, 310]);
    expect(held(w)).toEqual(expected(w));
  });

  it('answers NaN for what it does not hold, and for a column the frame lacks', () => {
    const w = new LaneWindow(['close', 'oiZ']);
    w.accept(frame(100, 120));
    expect(w.value('close', 99)).toBeNaN();
    expect(w.value('oiZ', 110)).toBeNaN();
    expect(w.value('nonsense', 110)).toBeNaN();
    expect(w.value('close', 105)).toBeNaN();
  });

  it('never holds more rows than its limit, and always those nearest the newest frame', () => {
    const w = new LaneWindow(['close'], 50);
    w.accept(frame(100, 140));
    w.accept(frame(140, 170));
    expect([w.from, w.to]).toEqual([120, 170]);
    w.accept(frame(90, 121));
    expect([w.from, w.to]).toEqual([90, 140]);
    expect(held(w)).toEqual(expected(w));
  });

  it('holds the very values while far more rows stream through, forwards and back, than it has room for', () => {
    const rows = 30_000;
    const long = Float64Array.from({ length: rows }, (_, i) => (i % 7 === 0 ? NaN : i + 0.5));
    const piece = (from: number, to: number): DecodedFrame =>
      decodeFrame(
        encodeFrame({ ...header, from, to }, [
          ['openTime', long],
          ['close', long],
        ]),
      );
    const w = new LaneWindow(['close'], 700);
    const right = (): void => expect(held(w)).toEqual(Array.from(long.subarray(w.from, w.to)));
    for (let from = 0; from + 83 <= rows; from += 83) w.accept(piece(from, from + 83));
    right();
    for (let from = w.from; from >= 97; from -= 97) w.accept(piece(from - 97, from));
    right();
    expect([w.from < 97, w.rows]).toEqual([true, 700]);
  });

  it('holds the very values of the lane whatever the order of the frames', () => {
    const piece = fc.tuple(fc.integer({ min: 0, max: 390 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 30 }), (pieces) => {
        const w = new LaneWindow(['close'], 120);
        for (const [from, length] of pieces) w.accept(frame(from, Math.min(ROWS, from + length)));
        expect(w.rows).toBeLessThanOrEqual(120);
        expect(held(w)).toEqual(expected(w));
      }),
    );
  });
});
