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

// Conversion and check call themselves for every level: a hundred thousand of them were a stack overflow, told as a fault of the server.
it('refuses what is nested too deep, as a list and inside of a field', async () => {
  const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as object;
  const words = 'The request is wrong: its lists and objects are nested more than 100 deep.';
  expect(await problemOf(deep)).toBe(words);
  expect(await problemOf({ ...sweep, vary: deep })).toBe(words);
});

it('lets pass what is no message, such as a socket, which holds itself', async () => {
  const socket: { self?: object } = {};
  socket.self = socket;
  expect(await validation().transform(socket, { type: 'custom' })).toBe(socket);
});
