import { describe, expect, it } from '@jest/globals';
import {
  compact,
  count,
  decimal,
  direction,
  inPercent,
  percent,
  price,
  profit,
  signed,
  signedPercent,
} from './numbers.ts';

describe('numbers', () => {
  it('shows a dash for what is missing, never 0', () => {
    for (const missing of [null, undefined, NaN, Infinity]) {
      expect(decimal(missing, 2)).toBe('–');
      expect(compact(missing)).toBe('–');
      expect(percent(missing)).toBe('–');
      expect(inPercent(missing)).toBe('–');
      expect(signedPercent(missing, 2)).toBe('–');
      expect(signed(missing, 1)).toBe('–');
    }
  });

  it('writes a real minus, and none before a rounded zero', () => {
    expect(decimal(-1234.5, 2)).toBe('\u22121,234.50');
    expect(decimal(-0.001, 2)).toBe('0.00');
    expect(signed(0.001, 2)).toBe('0.00');
    expect(profit(12)).toBe('+12.00');
  });

  it('writes what is in per cent already as it writes a share', () => {
    expect(inPercent(12.34)).toBe(percent(0.1234));
    expect(signedPercent(1.2, 2)).toBe('+1.20%');
    expect(signedPercent(-0.4, 1)).toBe('\u22120.4%');
  });

  it('groups as Intl does', () => {
    for (const value of [0, 7, 999, 1000, 12_345.678, 999_999.994, 1_234_567_890.5]) {
      for (const digits of [0, 2, 4]) {
        const expected = value.toLocaleString('en-US', {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        });
        expect(decimal(value, digits)).toBe(expected);
      }
    }
  });

  it('shortens large numbers with four figures or so', () => {
    expect(compact(82_413)).toBe('82.41K');
    expect(compact(1_203_000_000)).toBe('1.203B');
    expect(compact(-512_345)).toBe('\u2212512.3K');
    expect(compact(0)).toBe('0');
    expect(compact(0.0123)).toBe('0.012300');
  });

  it('gives a price as many decimals as its size asks for', () => {
    expect(price(64_123.44)).toBe('64,123.4');
    expect(price(142.5)).toBe('142.50');
    expect(price(0.61234)).toBe('0.61234');
  });

  it('counts, shares and directions', () => {
    expect(count(17_280)).toBe('17,280');
    expect(percent(0.5833)).toBe('58.3%');
    expect([direction(1), direction(-1), direction(0), direction(null)]).toEqual([
      'up',
      'down',
      'flat',
      'flat',
    ]);
  });
});
