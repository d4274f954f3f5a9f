import { describe, expect, it } from '@jest/globals';
import { HindcastError } from '../errors.ts';
import { strategyJsonSchema } from './schema.ts';
import { compileStrategy } from './strategy.ts';

const confluence = {
  name: 'Confluence follow',
  params: { z: 2.5, crowd: { default: 2, min: 1, max: 5, doc: 'long accounts per short account' } },
  entry: { long: 'oiZ > z and globalLongShort > crowd and imbalancePct > 3' },
  exit: { long: 'barsHeld >= 48' },
  stopLoss: { atr: 3 },
};

function failure(input: unknown, params?: Record<string, number>): HindcastError {
  try {
    compileStrategy(input, { params });
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('compileStrategy', () => {
  it('fills in defaults, resolves parameters, lists the columns it reads', () => {
    const strategy = compileStrategy(confluence);
    expect(strategy.entryLong?.expression.key).toBe(
      'and(and(gt(oiZ,2.5),gt(globalLongShort,2)),gt(imbalancePct,3))',
    );
    expect([strategy.leverage, strategy.pyramiding, strategy.reverse]).toEqual([1, 1, true]);
    expect([strategy.maxHolding, strategy.cooldown]).toEqual([Infinity, 0]);
    expect([...strategy.columns].sort()).toEqual(['atr', 'globalLongShort', 'imbalancePct', 'oiZ']);
  });

  it('has a hash that follows what is traded, not how it is described', () => {
    const { hash } = compileStrategy(confluence);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(compileStrategy({ ...confluence, description: 'other words' }).hash).toBe(hash);
    expect(compileStrategy({ ...confluence, params: { crowd: 2, z: 2.5 } }).hash).toBe(hash);
    expect(compileStrategy(confluence, { params: { z: 3 } }).hash).not.toBe(hash);
  });

  it.each<[string, unknown, string, string]>([
    [
      'entry',
      { name: 'a', entry: {} },
      'entry: neither long nor short is given, so nothing would ever be traded.',
      'entry',
    ],
    [
      'a typing error in a key',
      { ...confluence, stoploss: { atr: 1 } },
      'strategy: "stoploss" is not part of a strategy.',
      'stopLoss',
    ],
    [
      'a wrong unit',
      { ...confluence, stopLoss: { pct: 1 } },
      'stopLoss: "pct" is not part of a strategy.',
      '',
    ],
    [
      'a negative stop',
      { ...confluence, stopLoss: { percent: -1 } },
      'stopLoss.percent: must be above 0.',
      '',
    ],
    [
      'half a bar',
      { ...confluence, maxHolding: 1.5 },
      'maxHolding: a whole number of bars from 1 is needed, one that does not change.',
      '',
    ],
    [
      'a taken name',
      { ...confluence, params: { rsi: 3, z: 1, crowd: 2 } },
      'params.rsi: this name already means something else.',
      '',
    ],
    [
      'out of bounds',
      { ...confluence, params: { z: 1, crowd: { default: 9, max: 5 } } },
      'params.crowd: 9 is outside -Infinity to 5.',
      '',
    ],
    [
      'an unknown name',
      { ...confluence, exit: { long: 'rsl > 3' } },
      'exit.long, line 1, column 1: "rsl" is not a known name.',
      'rsi',
    ],
    ['not an object', 'buy low, sell high', 'strategy: Invalid input: expected object, received string.', ''],
    ['nothing', null, 'strategy: Invalid input: expected object, received null.', ''],
  ])('refuses %s', (_what, input, message, hint) => {
    const error = failure(input);
    expect(error.message).toBe(message);
    expect(error.action).toContain(hint);
  });

  it('refuses an override that the strategy does not declare', () => {
    expect(failure(confluence, { zz: 3 }).message).toBe(
      'params.zz: "zz" is not a parameter of this strategy.',
    );
    expect(failure(confluence, { crowd: 7 }).message).toBe('params.crowd: 7 is outside 1 to 5.');
  });

  it('cannot be reached through prototypes', () => {
    const hostile = JSON.parse(
      '{"name":"a","entry":{"long":"rsi < 30"},"__proto__":{"polluted":1},"params":{"__proto__":5}}',
    );
    expect(() => compileStrategy(hostile)).toThrow(HindcastError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const constructor = { name: 'a', params: { constructor: 30 }, entry: { long: 'rsi < constructor' } };
    expect(compileStrategy(constructor).entryLong?.expression.key).toBe('lt(rsi,30)');
  });
});

describe('strategyJsonSchema', () => {
  it('is a JSON schema with the same keys', () => {
    const schema = strategyJsonSchema() as { $schema: string; required: string[]; properties: object };
    expect(schema.$schema).toContain('2020-12');
    expect(schema.required).toEqual(['name', 'entry']);
    expect(Object.keys(schema.properties)).toContain('trailingStop');
  });
});
