import { afterEach } from '@jest/globals';
import { Client } from './client.ts';

/**
 * Connects clients of the tests around it, and closes each after the test that connected it.
 *
 * @param url of the server, asked when it is up
 */
export function clientsOf(url: () => string): (headers?: Record<string, string>) => Promise<Client> {
  const clients: Client[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  return async (headers) => {
    const client = await Client.connect(url(), headers);
    clients.push(client);
    return client;
  };
}
