import { expect, it } from '@jest/globals';
import { tellFailedSends } from './failed-sends.ts';

it('a message that cannot be sent is an error of its connection, though nobody waits for it', async () => {
  const broken = new Error('write EPIPE');
  const heard: unknown[] = [];
  const client = tellFailedSends({
    send: (message: unknown) => (message === 'ping' ? Promise.resolve(null) : Promise.reject(broken)),
    onError: (error: unknown) => void heard.push(error),
  });
  expect(tellFailedSends(client)).toBe(client);
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  await client.send('ping');
  void client.send('subscribe');
  await new Promise((done) => setImmediate(done));
  process.off('unhandledRejection', note);
  expect(heard).toEqual([broken]);
  expect(unhandled).toEqual([]);
  await expect(client.send('subscribe')).rejects.toBe(broken);
});
