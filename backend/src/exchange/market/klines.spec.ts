import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, type Tape } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import { Instrument } from './instrument.ts';
import { Klines, type Kline } from './klines.ts';
import { isWhole } from './whole-bar.ts';

const FIVE = 5 * MINUTE;

function open(seed: string, holes: number): { tape: Tape; klines: Klines; trades: Instrument['trades'] } {
  const [tape] = smallMarket(seed, { rows: 400, holes });
  const instrument = new Instrument({
    venue: 'binanceusdm',
    symbol: 'BTC/USDT:USDT',
    tapes: [tape],
    seed: 1,
  });
  return { tape, klines: new Klines(instrument), trades: instrument.trades };
}

const numbers = (kline: Kline): number[] => Object.values(kline).filter((value) => typeof value === 'number');

describe('klines of a wild market with holes', () => {
  const { tape, klines, trades } = open('holes', 0.05);
  const end = tape.closeTime(tape.rows - 1);

  it('tell recorded bars to the last digit, leave out what was not recorded whole, and never say NaN', () => {
    let holes = 0;
    for (let row = 0; row < tape.rows; row++) {
      const kline = klines.at(FIVE, tape.openTime[row], end);
      expect(kline !== undefined).toBe(isWhole(tape, row));
      if (!kline) holes++;
      else {
        const { columns: c } = tape;
        expect([kline.open, kline.high, kline.low, kline.close]).toEqual([
          ...[c.open[row], c.high[row], c.low[row], c.close[row]],
        ]);
        expect(kline.closed).toBe(true);
        expect(numbers(kline).every(Number.isFinite)).toBe(true);
      }
    }
    expect(holes).toBeGreaterThan(20);
    for (const length of [MINUTE, 15 * MINUTE, HOUR]) {
      const all = klines.range(length, 0, Infinity, 5000, end, 'first');
      expect(all.flatMap(numbers).every(Number.isFinite)).toBe(true);
    }
  });

  it('grow towards the bar that closes: each forming kline is one of the trades until then', () => {
    for (let row = 100; row < 140; row++) {
      const opened = tape.openTime[row];
      for (let now = opened + 20_000; now < opened + FIVE; now += 40_000) {
        const kline = klines.at(FIVE, opened, now);
        const until = trades.ofRow(row).filter(({ time }) => time <= now);
        if (until.length === 0) continue;
        expect(kline?.closed).toBe(false);
        expect(kline?.close).toBe(until[until.length - 1].price);
        expect(kline?.high).toBe(Math.max(...until.map(({ price }) => price)));
        expect(kline?.trades).toBe(until[until.length - 1].last - until[0].first + 1);
      }
    }
  });

  it('are the same whatever was asked before: the future first, or one after another', () => {
    const fresh = open('holes', 0.05).klines;
    const at = (source: Klines, now: number): Kline | undefined => source.at(HOUR, now - (now % HOUR), now);
    const times = Array.from({ length: 60 }, (_, i) => tape.openTime[20] + i * 17 * MINUTE + 1234);
    const forwards = times.map((now) => at(klines, now));
    const backwards = [...times].reverse().map((now) => at(fresh, now));
    expect(backwards.reverse()).toEqual(forwards);
  });

  it('page by page are those of one page', () => {
    const whole = klines.range(FIVE, 0, Infinity, 1000, end, 'first');
    const pages: Kline[] = [];
    for (let from = 0; ;) {
      const page = klines.range(FIVE, from, Infinity, 37, end, 'first');
      pages.push(...page);
      if (page.length < 37) break;
      from = page[36].openTime + FIVE;
    }
    expect(pages).toEqual(whole);
    expect(klines.range(FIVE, 0, Infinity, 37, end, 'last')).toEqual(whole.slice(-37));
  });
});
