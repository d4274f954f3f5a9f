import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from '../lane.ts';
import { BAR_FIELDS, emptyColumns } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import { smallMarket } from '../testing/small-market.ts';
import { compileRule, isAbout } from './alert-rule.ts';
import { RuleWatch } from './rule-watch.ts';

/** A lane whose closes are given; NaN is a hole. */
function laneOf(closes: readonly number[]): Lane {
  const columns = emptyColumns(closes.length);
  const openTime = Float64Array.from(closes, (_, i) => i * 300_000);
  closes.forEach((close, i) => {
    for (const field of BAR_FIELDS) columns[field][i] = field === 'close' ? close : NaN;
  });
  const lane = new Lane(new Tape({ venue: 'v', symbol: 's', timeframe: '5m' }, openTime, columns), {
    metrics: [],
  });
  lane.advance(closes.length);
  return lane;
}

const firedRows = (closes: readonly number[], rule: object): number[] => {
  const rows: number[] = [];
  const watch = new RuleWatch(laneOf(closes), compileRule({ name: 'r', ...rule }));
  watch.advance(closes.length, (row) => rows.push(row));
  return rows;
};

describe('alert rules', () => {
  it('fire once where their condition becomes true', () => {
    //                 row 0  1  2  3  4  5  6
    expect(firedRows([1, 9, 9, 1, 9, 1, 1], { when: 'close > 5' })).toEqual([1, 4]);
  });

  it('a missing value neither fires nor arms', () => {
    // Row 2 is a hole: it does not end the condition, so that row 3 is no new beginning.
    expect(firedRows([1, 9, NaN, 9, 1, 9], { when: 'close > 5' })).toEqual([1, 5]);
    expect(firedRows([NaN, NaN], { when: 'not (close > 5)' })).toEqual([]);
  });

  it('stay silent in their cooldown: so many bars after firing', () => {
    // Armed again on rows 2 and 4; rows 3 and 5 lie in the 4 bars after row 1, row 7 does not.
    expect(firedRows([1, 9, 1, 9, 1, 9, 1, 9], { when: 'close > 5', cooldown: 4 })).toEqual([1, 7]);
  });

  it('with a release do not flicker around their threshold', () => {
    const closes = [4, 6, 4.9, 5.1, 4.8, 5.2, 2, 6];
    expect(firedRows(closes, { when: 'close > 5' })).toEqual([1, 3, 5, 7]);
    expect(firedRows(closes, { when: 'close > 5', release: 'close < 3' })).toEqual([1, 7]);
  });

  it('call their thresholds by name, and the narrower override wins', () => {
    const rule = {
      when: 'close > limit',
      thresholds: { limit: 5 },
      overrides: [
        { symbols: ['s'], thresholds: { limit: 8 } },
        { timeframes: ['5m'], thresholds: { limit: 2 } },
        { symbols: ['other'], thresholds: { limit: 1 } },
      ],
    };
    // The lane is `s` at 5m: the symbol's 8 stands over the timeframe's 2, whatever their order.
    expect(firedRows([1, 6, 1, 9], rule)).toEqual([3]);
    expect(firedRows([1, 6, 1, 9], { ...rule, overrides: [rule.overrides[1]] })).toEqual([1, 3]);
    const watch = new RuleWatch(laneOf([9]), compileRule({ name: 'r', ...rule }));
    expect(watch.valuesAt(0)).toEqual({ close: 9, limit: 8 });
  });

  it('refuse a threshold that nobody gave, also in an override', () => {
    expect(() => compileRule({ name: 'r', when: 'close > limit' })).toThrow(/limit/);
    const window = { name: 'r', when: 'close > sma(close, n)', thresholds: { n: 20 } };
    const bad = { ...window, overrides: [{ symbols: ['s'], thresholds: { n: -1 } }] };
    expect(() => compileRule(window)).not.toThrow();
    expect(() => compileRule(bad)).toThrow();
  });

  it('are about the lanes that they name', () => {
    const lane = { venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframe: '5m' };
    const about = (rule: object): boolean =>
      isAbout(compileRule({ name: 'r', when: 'close > 1', ...rule }).rule, lane);
    expect(about({})).toBe(true);
    expect(about({ symbols: ['ETH/USDT:USDT'] })).toBe(false);
    expect(about({ symbols: ['BTC/USDT:USDT'], venues: ['bybit'], timeframes: ['5m', '1h'] })).toBe(true);
    expect(about({ timeframes: ['1h'] })).toBe(false);
  });

  it('say what is wrong and where', () => {
    const codeOf = (rule: object): [string, string] => {
      try {
        compileRule({ name: 'r', when: 'close > 1', ...rule });
      } catch (error) {
        const { code, message } = error as Error & { code: string };
        return [code, message];
      }
      return ['', ''];
    };
    expect(codeOf({ when: 'clos > 1' })[1]).toContain('clos');
    expect(codeOf({ when: 'close' })[0]).toMatch(/^EXPRESSION/);
    expect(codeOf({ when: 'barsHeld > 3' })[0]).toMatch(/^EXPRESSION/);
    expect(codeOf({ severity: 9 })).toEqual(['RULE_INVALID', expect.stringContaining('severity')]);
    expect(codeOf({ colour: 'red' })[0]).toBe('RULE_INVALID');
  });

  it('fire at the same rows bar by bar, in blocks, and whatever comes afterwards', () => {
    const rule = compileRule({
      name: 'r',
      when: 'oiZ > 1 or crossesAbove(rsi, 55) or close > prev(highest(high, 10))',
      release: 'rsi < 60',
      cooldown: 3,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 30, max: 1_400 }), (seed, cut) => {
        const rowsOf = (rows: number, step: number): number[] => {
          const [tape] = smallMarket(seed, { rows: 1_500, symbols: ['A/B:B'], venues: ['v'] });
          const lane = new Lane(tape);
          const watch = new RuleWatch(lane, rule);
          const found: number[] = [];
          for (let row = 0; row < rows; row += step) {
            lane.advance(Math.min(rows, row + step));
            watch.advance(lane.cursor, (fired) => found.push(fired));
          }
          return found;
        };
        const whole = rowsOf(1_500, 1_500);
        expect(rowsOf(1_500, 7)).toEqual(whole);
        expect(rowsOf(cut, 1)).toEqual(whole.filter((row) => row < cut));
      }),
      { numRuns: 15 },
    );
  });
});
