import { describe, expect, it } from '@jest/globals';
import { JobQueue, type Job } from '../../src/jobs/job-queue.ts';

type Told = Pick<Job<string, number, string>, 'id' | 'state'>;

/** Work that ends when it is told to, or fails when it is stopped. */
function held(): { work: (hooks: { signal: AbortSignal }) => Promise<string>; end: () => void } {
  let end = (): void => undefined;
  const told = new Promise<string>((resolve) => (end = () => resolve('ended')));
  const work = ({ signal }: { signal: AbortSignal }): Promise<string> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
      void told.then(resolve);
    });
  return { work, end: () => end() };
}

describe('JobQueue', () => {
  it('cancels a job that waits at once, however long the one before it still runs', async () => {
    const seen: Told[] = [];
    const queue = new JobQueue<string, number, string>({ code: 'TEST', noun: 'test' }, ({ id, state }) =>
      seen.push({ id, state }),
    );
    const long = held();
    let ran = false;
    const first = queue.start('long', long.work);
    const second = queue.start('waits', () => {
      ran = true;
      return Promise.resolve('never');
    });
    const third = queue.start('next', () => Promise.resolve('third'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const watched = queue.finished(second.id);
    expect((await queue.cancel(second.id)).state).toBe('cancelled');
    expect((await watched).state).toBe('cancelled');
    expect(queue.get(first.id).state).toBe('running');
    expect(seen.filter(({ id }) => id === second.id)).toEqual([{ id: second.id, state: 'cancelled' }]);
    long.end();
    expect((await queue.finished(third.id)).result).toBe('third');
    expect(ran).toBe(false);
    // It is told once, and keeps the first of those behind it waiting for nothing.
    expect(seen.filter(({ id }) => id === second.id)).toHaveLength(1);
  });

  it('leaves a job that has ended as it is when it is cancelled', async () => {
    const queue = new JobQueue<string, number, string>({ code: 'TEST', noun: 'test' });
    const { id } = queue.start('any', () => Promise.resolve('done'));
    await queue.finished(id);
    expect(await queue.cancel(id)).toMatchObject({ state: 'done', result: 'done' });
  });

  it('closes with everything cancelled', async () => {
    const queue = new JobQueue<string, number, string>({ code: 'TEST', noun: 'test' });
    const jobs = [queue.start('runs', held().work), queue.start('waits', held().work)];
    await new Promise((resolve) => setTimeout(resolve, 5));
    await queue.close();
    expect(jobs.map(({ id }) => queue.get(id).state)).toEqual(['cancelled', 'cancelled']);
  });
});
