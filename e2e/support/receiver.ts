import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  event: { id: string; event_type: string; title: string; symbol: string };
}

/** A receiver of webhooks on this machine. */
export interface Receiver {
  url: string;
  received: Received[];
  /** What is answered from now on. */
  status: number;
  close(): void;
}

export function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const receiver = { url: '', received, status: 200, close: () => void server.close() };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      received.push({ headers: request.headers, body, event: JSON.parse(body) as Received['event'] });
      response.writeHead(receiver.status).end(receiver.status === 200 ? 'taken' : 'not wanted');
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      resolve(receiver);
    });
  });
}

/** Whether a request is signed as docs/alerts.md says. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const hex = createHmac('sha256', secret)
    .update(`${String(headers['x-hindcast-timestamp'])}.${body}`)
    .digest('hex');
  return headers['x-hindcast-signature'] === `v1=${hex}`;
}
