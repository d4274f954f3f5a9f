import { describe, expect, it } from '@jest/globals';
import { HindcastError } from '@hindcast/engine';
import { readStrategy, shippedStrategies } from '../../src/simulation/run/index.ts';

function failure(text: string): HindcastError {
  try {
    readStrategy(text, { file: 'my.yaml' });
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('readStrategy', () => {
  it('reads YAML and JSON alike', () => {
    const yaml = readStrategy('name: a\nentry:\n  long: rsi < 30\nsizing: { notional: 100 }\n');
    const json = readStrategy('{"name": "a", "entry": {"long": "rsi < 30"}, "sizing": {"notional": 100}}');
    expect(yaml.hash).toBe(json.hash);
  });

  it.each([
    [
      'a name in a plain value',
      'name: a\nentry:\n  long: oiz > 2\n',
      3,
      9,
      'my.yaml, line 3, column 9: entry.long: "oiz" is not a known name.',
    ],
    [
      'a name further on',
      "name: a\nentry:\n  long: 'rsi < 30 and rsl > 2'\n",
      3,
      23,
      'my.yaml, line 3, column 23: entry.long: "rsl" is not a known name.',
    ],
    [
      'a line of a block',
      'name: a\nentry:\n  long: |\n    rsi < 30\n      and rsl > 2\n',
      5,
      11,
      'my.yaml, line 5, column 11: entry.long: "rsl" is not a known name.',
    ],
    [
      'the same in JSON',
      '{"name": "a",\n "entry": {"long": "rsi <"}}',
      2,
      26,
      'my.yaml, line 2, column 26: entry.long: the expression ends too early after "<".',
    ],
    [
      'a key that is none',
      'name: a\nentry:\n  long: rsi < 30\nstopLoss:\n  pct: 3\n',
      5,
      3,
      'my.yaml, line 5, column 3: stopLoss: "pct" is not part of a strategy.',
    ],
    ['YAML that is none', 'name: a\nentry: {long: rsi < 30\n', 3, 1, undefined],
    ['a key twice', 'name: a\nname: b\n', 2, 1, 'my.yaml, line 2, column 1: Map keys must be unique.'],
  ])('says where: %s', (_what, text, row, column, message) => {
    const error = failure(text);
    expect([error.place.file, error.place.row, error.place.column]).toEqual(['my.yaml', row, column]);
    if (message) expect(error.message).toBe(message);
  });

  it('refuses what is too long, too deep, or multiplies itself', () => {
    expect(failure('a'.repeat(1_000_000)).code).toBe('STRATEGY_TOO_LONG');
    expect(failure(`name: a\nentry:\n  long: ${'('.repeat(1_500)}rsi\n`).code).toBe('EXPRESSION_TOO_DEEP');
    expect(failure(`${'['.repeat(50_000)}`).code).toBe('STRATEGY_SYNTAX');
    const laughs = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${`*${'abcdefg'[i]},`.repeat(9)}]`),
    ];
    expect(failure(laughs.join('\n')).code).toBe('STRATEGY_SYNTAX');
    expect(failure('name: a\nentry: !!js/function "function(){}"\n')).toBeInstanceOf(HindcastError);
    expect(failure('name: a\n__proto__: {polluted: 1}\nentry: {long: rsi < 30}\n')).toBeInstanceOf(
      HindcastError,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('the shipped strategies', () => {
  it('all compile, and say what they are', async () => {
    const files = await shippedStrategies();
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'cascade-fade',
        'confluence-fade',
        'confluence-follow',
        'funding-reversion',
        'obv-rsi',
        'sma-cross',
      ]),
    );
    for (const { file, text } of files) {
      const strategy = readStrategy(text, { file });
      expect(strategy.definition.description?.length).toBeGreaterThan(40);
    }
  });
});
