import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Got {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A receiver on loopback that keeps what it gets and answers as it is told. */
export class Receiver {
  readonly got: Got[] = [];
  answer: (got: Got, response: ServerResponse) => void = (_, response) => response.writeHead(204).end();
  readonly #server: Server;
  url = '';

  static async start(): Promise<Receiver> {
    const one = new Receiver();
    await new Promise<void>((done) => one.#server.listen(0, '127.0.0.1', done));
    one.url = `http://127.0.0.1:${(one.#server.address() as AddressInfo).port}`;
    return one;
  }

  private constructor() {
    this.#server = createServer((incoming, response) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        const body = Buffer.concat(parts).toString();
        const got = { path: incoming.url ?? '', headers: incoming.headers, body };
        this.got.push(got);
        this.answer(got, response);
      });
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Waits until something holds. Throws when it does not in time. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = 'what was waited for',
  ms = 20_000,
): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not happen in time`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
