import { describe, expect, it } from '@jest/globals';
import { RunQueue } from './run-queue.ts';

/** Work that lasts until it is told to end, or is aborted. */
class Work {
  readonly started: string[] = [];
  readonly aborted: string[] = [];
  readonly #ends = new Map<string, () => void>();

  of(id: string): (signal: AbortSignal) => Promise<void> {
    return (signal) => {
      this.started.push(id);
      return new Promise((resolve) => {
        const abort = (): void => {
          this.aborted.push(id);
          resolve();
        };
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort);
        this.#ends.set(id, resolve);
      });
    };
  }

  end(id: string): void {
    this.#ends.get(id)?.();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function filled(count: number): { queue: RunQueue; work: Work } {
  const [queue, work] = [new RunQueue(), new Work()];
  for (let k = 0; k < count; k++) {
    queue.admit();
    queue.add(String(k), work.of(String(k)));
  }
  return { queue, work };
}

describe('the queue of runs', () => {
  it('runs a few at once, the others in the order in which they came', async () => {
    const { queue, work } = filled(5);
    const first = [...work.started];
    expect(first.length).toBeGreaterThanOrEqual(1);
    expect(first.length).toBeLessThanOrEqual(2);
    expect(queue.progress('4')).toEqual({ progress: 0, stage: 'waiting' });
    for (let k = 0; k < 5; k++) {
      work.end(String(k));
      await turn();
    }
    expect(work.started).toEqual(['0', '1', '2', '3', '4']);
    expect(queue.progress('4')).toBeUndefined();
  });

  it('is bounded, and has room again when one has ended or did not come', async () => {
    const queue = new RunQueue();
    const work = new Work();
    let taken = 0;
    const fill = (): void => {
      for (; taken < 100; taken++) queue.admit();
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'SIMULATIONS_BUSY' }));
    expect(taken).toBeGreaterThanOrEqual(17);
    queue.refuse();
    queue.admit();
    queue.add('one', work.of('one'));
    expect(() => queue.admit()).toThrow();
    work.end('one');
    await turn();
    expect(() => queue.admit()).not.toThrow();
  });

  it('ends what waits and what runs when it is cancelled, and answers when that has happened', async () => {
    const { queue, work } = filled(4);
    await queue.cancel('3');
    await queue.cancel('0');
    expect(work.aborted.sort()).toEqual(['0', '3']);
    expect(queue.progress('3')).toBeUndefined();
    await queue.cancel('nobody');
    await queue.close();
    expect(work.aborted.sort()).toEqual(['0', '1', '2', '3']);
    expect(() => queue.admit()).toThrow();
  });
});
