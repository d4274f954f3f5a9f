import { describe, expect, it } from '@jest/globals';
import { numbersOf, problemOf, problemOfList } from './number-field.ts';

const BPS = { least: 0, most: 10_000 };

describe('A field for a number', () => {
  it.each(['12', ' 12.5 ', '0', '.5', '1e3', '+4'])('takes %p', (text) => {
    expect(problemOf(text, BPS)).toBeNull();
  });

  // Each of these was 0, or null, in what was asked.
  it.each([
    ['12bps', '"12bps" is not a number.'],
    ['1,5', 'Write 1.5, with a point.'],
    ['1e999', 'From 0 to 10000.'],
    ['-1', 'From 0 to 10000.'],
    ['Infinity', '"Infinity" is not a number.'],
    ['0x10', '"0x10" is not a number.'],
    ['', 'A number is needed.'],
  ])('says what is wrong with %p', (text, problem) => {
    expect(problemOf(text, BPS)).toBe(problem);
  });

  it('may ask for a whole one', () => {
    expect(problemOf('7.5', { ...BPS, whole: true })).toBe('A whole number is needed.');
  });
});

describe('A field for numbers', () => {
  const rule = { least: 1, most: 100, whole: true };

  it('takes a list, and nothing for the default', () => {
    expect(problemOfList('6, 12 96', rule, 3)).toBeNull();
    expect(numbersOf('6, 12 96')).toEqual([6, 12, 96]);
    expect(problemOfList(' ', rule, 3)).toBeNull();
    expect(numbersOf(' ')).toEqual([]);
  });

  it('says what is wrong with one of them, with their number, and with one that stands there twice', () => {
    expect(problemOfList('6,x', rule, 3)).toBe('"x" is not a number.');
    expect(problemOfList('1,2,3,4', rule, 3)).toBe('At most 3 of them.');
    expect(problemOfList('6,6.0', rule, 3)).toBe('One of them stands there twice.');
  });
});
