import { describe, expect, it } from '@jest/globals';
import { inputTakes } from './key-owner.ts';

const KEYS = [' ', 'Enter', 'k', 'ArrowLeft', 'ArrowUp', 'PageUp', 'Home', 'Escape'];
const taken = (type: string): string[] => KEYS.filter((key) => inputTakes(type, key));

describe('an input that has the focus', () => {
  it('takes all keys where it is typed into', () => {
    for (const type of ['text', 'number', 'search', 'date', 'datetime-local'])
      expect(taken(type)).toEqual(KEYS);
  });
  it('takes Space and Enter where it is pressed, and the arrows where one of several is chosen', () => {
    for (const type of ['checkbox', 'button', 'file']) expect(taken(type)).toEqual([' ', 'Enter']);
    expect(taken('radio')).toEqual([' ', 'Enter', 'ArrowLeft', 'ArrowUp']);
  });
  it('takes what slides it', () => {
    expect(taken('range')).toEqual(['ArrowLeft', 'ArrowUp', 'PageUp', 'Home']);
  });
});
