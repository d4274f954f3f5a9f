import { describe, expect, it } from '@jest/globals';
import { validation } from '../../src/errors/validation.ts';
import { NewSweep, NewValidation, NewWalk } from '../../src/validation/study.dto.ts';

const strategy = 'name: any\nentry: { long: rsi < 40 }\nmaxHolding: 5';
const trials = { dataset: 'any', strategy, vary: ['hold=12,24'] };
const WHOLE = new Map<new () => object, object>([
  [NewValidation, { dataset: 'any' }],
  [NewSweep, trials],
  [NewWalk, { ...trials, trainDays: 7, testDays: 3 }],
]);

async function check(metatype: new () => object, change: object): Promise<unknown> {
  const body = JSON.parse(JSON.stringify({ ...WHOLE.get(metatype), ...change })) as unknown;
  return validation().transform(body, { type: 'body', metatype });
}

describe('What studies are asked with', () => {
  // JSON.stringify writes null for NaN and Infinity: costs of Number('1e999') arrived as null and were computed with as 0.
  it.each<[new () => object, string]>([
    ...['costsBps', 'direction', 'horizons', 'rate', 'signals', 'expressions', 'timeframe', 'seed'].map(
      (field): [new () => object, string] => [NewValidation, field],
    ),
    ...[
      'method',
      'objective',
      'minTrades',
      'trials',
      'equity',
      'takerBps',
      'slippageBps',
      'funding',
      'best',
    ].map((field): [new () => object, string] => [NewSweep, field]),
    ...['mode', 'trainDays', 'testDays', 'purgeBars', 'embargoBars'].map(
      (field): [new () => object, string] => [NewWalk, field],
    ),
  ])('%p: null is no %s', async (metatype, field) => {
    await expect(check(metatype, { [field]: null })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      place: { field },
    });
  });

  it('may leave out what has a default', async () => {
    for (const metatype of WHOLE.keys()) await expect(check(metatype, {})).resolves.toBeDefined();
  });
});
