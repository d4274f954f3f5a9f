import { describe, expect, it } from '@jest/globals';
import { LatestOnly } from './latest-only.ts';

function gate(): { promise: Promise<void>; open: () => void } {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open };
}

describe('LatestOnly', () => {
  it('runs the first at once, skips the middle, ends with the last', async () => {
    const first = gate();
    const seen: number[] = [];
    const queue = new LatestOnly<number>(async (value) => {
      seen.push(value);
      if (value === 1) await first.promise;
    });
    const done = queue.push(1);
    void queue.push(2);
    void queue.push(3);
    expect(queue.busy).toBe(true);
    first.open();
    await done;
    expect(seen).toEqual([1, 3]);
    expect(queue.busy).toBe(false);
  });

  it('forgets a failure that a later task made good, and reports one at the end', async () => {
    const queue = new LatestOnly<number>((value) =>
      value < 0 ? Promise.reject(new Error(`no ${value}`)) : Promise.resolve(),
    );
    const failed = queue.push(-1);
    void queue.push(1);
    await expect(failed).resolves.toBeUndefined();
    await expect(queue.push(-2)).rejects.toThrow('no -2');
    await expect(queue.push(2)).resolves.toBeUndefined();
  });

  it('drops what waits when cleared', async () => {
    const first = gate();
    const seen: number[] = [];
    const queue = new LatestOnly<number>(async (value) => {
      seen.push(value);
      await first.promise;
    });
    const done = queue.push(1);
    void queue.push(2);
    queue.clear();
    first.open();
    await done;
    expect(seen).toEqual([1]);
  });
});
