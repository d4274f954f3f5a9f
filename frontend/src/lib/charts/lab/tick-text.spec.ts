import { expect, it } from '@jest/globals';
import { tickText, tickTextOf } from './tick-text.ts';

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

it('tells neighbours apart where an axis shows a narrow range of large numbers', () => {
  const tick = tickTextOf([8.0698, 8.0722], 5);
  expect([8.07, 8.0705, 8.071, 8.0715].map(tick)).toEqual(['8.07', '8.0705', '8.071', '8.0715']);
  expect([67_050, 67_060].map(tickTextOf([67_040, 67_080], 5))).toEqual(['67.05K', '67.06K']);
  expect(tickTextOf([1, 1], 5)(1)).toBe('1');
});
