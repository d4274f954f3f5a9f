import { expect, it } from '@jest/globals';
import { NewSweep, NewWalk } from '../validation/study.dto.ts';
import { validation } from './validation.ts';

const sweep = { dataset: 'demo', strategy: 'name: x', vary: ['hold=1,2'] };

const problemOf = (body: object, metatype: typeof NewSweep | typeof NewWalk = NewSweep): Promise<string> =>
  validation()
    .transform(body, { type: 'body', metatype })
    .then(
      () => 'nothing',
      (error: Error) => error.message,
    );

it.each([
  [{ ...sweep, dataset: undefined }, 'dataset must be a string'],
  [{ ...sweep, strategy: 7 }, 'strategy must be a string'],
  [{ ...sweep, vary: 'hold=1,2' }, 'vary must be an array'],
  [{ ...sweep, vary: [5] }, 'each value in vary must be a string'],
  [{ ...sweep, minTrades: '3' }, 'minTrades must be an integer number'],
  [{ ...sweep, minTrades: -1 }, 'minTrades must not be less than 0'],
  [{ ...sweep, vary: [] }, 'vary should not be empty'],
])('says first that a value is of the wrong kind: %j', async (body, words) => {
  expect(await problemOf(body)).toBe(`The request is wrong: ${words}.`);
});

it('so does a number of days that is a text', async () => {
  const walk = { ...sweep, trainDays: '20', testDays: 5 };
  expect(await problemOf(walk, NewWalk)).toMatch(/trainDays must be a number/);
});
