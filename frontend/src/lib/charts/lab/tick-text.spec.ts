import { expect, it } from '@jest/globals';
import { tickText } from './tick-text.ts';

it('writes round numbers without empty digits', () => {
  expect([0, -50, 2.5, 0.30000000000000004, 2500, -1e6].map(tickText)).toEqual([
    '0',
    '\u221250',
    '2.5',
    '0.3',
    '2.5K',
    '\u22121M',
  ]);
});
