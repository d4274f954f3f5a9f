import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDecimal, UNDECIDED } from './decimal.ts';

const parse = (text: string): unknown => parseDecimal(Buffer.from(text), 0, text.length);

const digits = (max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...'0000123456789'), { maxLength: max }).map((d) => d.join(''));

describe('parseDecimal', () => {
  it('gives the very double that Number gives, whenever it decides', () => {
    const plain = fc
      .tuple(fc.constantFrom('', '-', '+'), digits(20), fc.boolean(), digits(25))
      .map(([sign, whole, point, rest]) => `${sign}${whole}${point ? `.${rest}` : ''}`);
    fc.assert(
      fc.property(plain, (text) => {
        const value = parse(text);
        if (value === UNDECIDED) return;
        expect(value).toBe(Number(text) + 0 === 0 ? 0 : Number(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('decides what market data looks like', () => {
    for (const text of [
      '42314.00',
      '3131493738.89740000',
      '0.00003593',
      '1704067200000',
      '-0.00001248',
      '100',
      '9007199254740992',
    ]) {
      expect(parse(text)).toBe(Number(text));
    }
    expect(Object.is(parse('-0.00000000'), 0)).toBe(true);
  });

  it('leaves to the slow way what it cannot round exactly, and what is no number', () => {
    for (const text of [
      '',
      '-',
      '.',
      '1e5',
      'abc',
      '1.2.3',
      '1,5',
      ' 1',
      '0x10',
      '0.12345678901234567',
      '1e',
      'NaN',
    ]) {
      expect(parse(text)).toBe(UNDECIDED);
    }
  });
});
