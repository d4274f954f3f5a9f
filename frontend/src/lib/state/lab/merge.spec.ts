import { expect, it } from '@jest/globals';
import { distinct, renewed } from './merge.ts';

const item = (id: number, text: string): { id: number; text: string } => ({ id, text });

it('puts what is newer in the place of what it was', () => {
  expect(renewed([item(1, 'a'), item(2, 'b')], [item(2, 'c'), item(3, 'd')])).toEqual([
    item(1, 'a'),
    item(2, 'c'),
  ]);
});

it('keeps the first of each id', () => {
  expect(distinct([item(1, 'a'), item(2, 'b'), item(1, 'c')])).toEqual([item(1, 'a'), item(2, 'b')]);
});
