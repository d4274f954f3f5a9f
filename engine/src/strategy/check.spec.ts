import { describe, expect, it } from '@jest/globals';
import { HindcastError } from '../errors.ts';
import { Catalogue } from './catalogue.ts';
import { checkAs, type Scope } from './check.ts';
import { parseExpression } from './parse.ts';

const scope: Scope = {
  field: 'entry.long',
  catalogue: Catalogue.engine(),
  params: new Map([['threshold', 2.5]]),
  position: true,
  pair: false,
};
const keyOf = (text: string): string => checkAs('condition', parseExpression(text, scope.field), scope).key;

function failure(text: string): HindcastError {
  try {
    keyOf(text);
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('check', () => {
  it('resolves names, parameters and constants', () => {
    expect(keyOf('oiZ > threshold')).toBe('gt(oiZ,2.5)');
    expect(keyOf('oiZ > threshold * 2 - 1')).toBe('gt(oiZ,4)');
    expect(keyOf('1 < 2')).toBe('condition:1');
    expect(keyOf('rsi < 30 / 0')).toBe('lt(rsi,NaN)');
  });
  it('pushes prev down to the columns, so that nothing is computed twice', () => {
    expect(keyOf('prev.rsi < 30')).toBe('lt(prev(rsi,1),30)');
    expect(keyOf('prev(prev(close - open), 2) > 0')).toBe('gt(sub(prev(close,3),prev(open,3)),0)');
    expect(keyOf('crossesAbove(ema12, ema26)')).toBe('and(le(prev(ema12,1),prev(ema26,1)),gt(ema12,ema26))');
    expect(keyOf('change(close, 3) > 0')).toBe('gt(sub(close,prev(close,3)),0)');
    expect(keyOf('close > prev(highest(high, 20))')).toBe('gt(close,prev(highest(high,20),1))');
    expect(keyOf('avg(high - low, 10) > atr')).toBe('gt(sma(sub(high,low),10),atr)');
    expect(keyOf('ema50 > sma200')).toBe('gt(ema(close,50),sma(close,200))');
  });
  it('knows states by their words, and yes-or-no columns as conditions', () => {
    expect(keyOf('volatilityRegime == EXTREME')).toBe('eq(volatilityRegime,3)');
    expect(keyOf('EXPLOSIVE <= volatilityRegime')).toBe('le(2,volatilityRegime)');
    expect(keyOf('fundingAnomaly == "extreme high"')).toBe('eq(fundingAnomaly,2)');
    expect(keyOf('prev.bias == long')).toBe('eq(prev(bias,1),1)');
    expect(keyOf('not regimeConsensus')).toBe('not(ne(regimeConsensus,0))');
    expect(keyOf('regimeConsensus == yes and prev.confluenceTriggered')).toBe(
      'and(eq(regimeConsensus,1),ne(prev(confluenceTriggered,1),0))',
    );
    expect(keyOf('tier2 or tier >= 4')).toBe('or(bit(tiers,1),ge(tier,4))');
  });

  it.each([
    ['oiz > 2', 'EXPRESSION_NAME', 1, '"oiz" is not a known name.', 'Did you mean "oiZ"?'],
    [
      'rsi < 30 and globalLongShrot > 2',
      'EXPRESSION_NAME',
      14,
      '"globalLongShrot" is not a known name.',
      'Did you mean "globalLongShort"?',
    ],
    ['oiZ > treshold', 'EXPRESSION_NAME', 7, '"treshold" is not a known name.', 'Did you mean "threshold"?'],
    [
      'crossAbove(ema12, ema26)',
      'EXPRESSION_NAME',
      1,
      '"crossAbove" is not a known function.',
      'Did you mean "crossesAbove"?',
    ],
    ['highest > 3', 'EXPRESSION_NAME', 1, '"highest" is a function.', 'Write highest(x, n).'],
    ['rsi(14) < 3', 'EXPRESSION_ARGUMENTS', 1, 'rsi was given 1 argument.', 'Write rsi(x, n).'],
    [
      'oiZ(3) > 1',
      'EXPRESSION_NAME',
      1,
      '"oiZ" is a value, not a function.',
      'Write oiZ without parentheses.',
    ],
    [
      'rsi and oiZ > 2',
      'EXPRESSION_TYPE',
      1,
      'a condition is needed here, but "rsi" is a number.',
      'Compare it with something, as in "rsi < 30".',
    ],
    [
      '(rsi < 30) + 1 > 2',
      'EXPRESSION_TYPE',
      6,
      'a number is needed here, but this is a condition.',
      undefined,
    ],
    [
      'volatilityRegime == EXTREEM',
      'EXPRESSION_NAME',
      21,
      '"EXTREEM" is not a state of volatilityRegime.',
      'Did you mean "EXTREME"?',
    ],
    [
      'rsi == "EXTREME"',
      'EXPRESSION_TYPE',
      8,
      '"EXTREME" is a text, which only a state can be compared with.',
      undefined,
    ],
    [
      'prev.barsHeld > 3',
      'EXPRESSION_POSITION',
      6,
      '"barsHeld" belongs to the open position, whose past and whose part in this value are not kept.',
      undefined,
    ],
    [
      'highest(close, 2.5) > 3',
      'EXPRESSION_WINDOW',
      16,
      'the number of bars in highest(…) must be a whole number from 1 to 86400 that does not change.',
      undefined,
    ],
    [
      'highest(close, rsi) > 3',
      'EXPRESSION_WINDOW',
      16,
      'the number of bars in highest(…) must be a whole number from 1 to 86400 that does not change.',
      undefined,
    ],
    ['avg(3, 5) > 1', 'EXPRESSION_WINDOW', 5, 'avg(…) is asked of a value that never changes.', undefined],
    ['__proto__ > 1', 'EXPRESSION_NAME', 1, '"__proto__" is not a known name.', undefined],
    ['constructor(1)', 'EXPRESSION_NAME', 1, '"constructor" is not a known function.', undefined],
    ['prev.constructor > 1', 'EXPRESSION_NAME', 6, '"constructor" is not a known name.', undefined],
    ['toString == hasOwnProperty', 'EXPRESSION_NAME', 1, '"toString" is not a known name.', undefined],
    [
      'volatilityRegime == __proto__',
      'EXPRESSION_NAME',
      21,
      '"__proto__" is not a state of volatilityRegime.',
      undefined,
    ],
  ])('refuses %j', (text, code, column, message, action) => {
    const error = failure(text);
    expect([error.code, error.place.column]).toEqual([code, column]);
    expect(error.message).toBe(`entry.long, line 1, column ${column}: ${message}`);
    if (action) expect(error.action).toBe(action);
  });
});
