import { describe, expect, it } from '@jest/globals';
import { SharedQueue } from './shared-queue.ts';

describe('a queue that threads share', () => {
  it('gives each its own stretch from the front, then what is left of the longest from the back', () => {
    const queue = SharedQueue.of(10, 2);
    const other = new SharedQueue(queue.memory);
    expect([0, 1, 2].map(() => queue.take(0))).toEqual([0, 1, 2]);
    expect([0, 1, 2, 3, 4].map(() => other.take(1))).toEqual([5, 6, 7, 8, 9]);
    expect(other.take(1)).toBe(4);
    expect(queue.take(0)).toBe(3);
    expect([queue.take(0), other.take(1)]).toEqual([-1, -1]);
  });

  it('gives every piece once, however many threads there are', () => {
    for (const [pieces, threads] of [
      [0, 3],
      [2, 5],
      [65_535, 4],
    ]) {
      const queue = SharedQueue.of(pieces, threads);
      const taken = new Set<number>();
      for (let k = 0; k <= pieces; k++) taken.add(queue.take((k * 7) % threads));
      taken.delete(-1);
      expect(taken.size).toBe(pieces);
    }
    expect(() => SharedQueue.of(65_536, 2)).toThrow(RangeError);
  });

  it('gives nothing any more once it is stopped', () => {
    const queue = SharedQueue.of(10, 2);
    queue.stop();
    expect([queue.take(0), queue.take(1)]).toEqual([-1, -1]);
  });
});
