import { describe, expect, it } from '@jest/globals';
import { BeforeClose } from './before-close.ts';

describe('the moments around a close', () => {
  it('begin a quarter of a second before it and last as long after it', () => {
    const near = [300_000, 299_800, 299_700, 150_000, 300, 200, 0];
    expect(near.map((left) => BeforeClose.isNear(300_000, left))).toEqual([
      ...[true, true, false, false, false, true, true],
    ]);
  });

  it('are not kept free where bars follow each other so fast that nothing else would be left', () => {
    expect([500, 100, 0].map((left) => BeforeClose.isNear(500, left))).toEqual([false, false, false]);
  });
});
