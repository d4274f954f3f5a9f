import { z } from 'zod';
import type { Connection } from '../streams/connection.ts';
import type { StreamProtocol } from '../streams/stream-protocol.ts';
import type { StreamSide } from '../streams/stream-side.ts';
import { binanceChannel, servedAt } from './binance-topics.ts';
import { binanceMessage } from './binance-messages.ts';

/** Frames that a client may send in a second, and streams that a connection may have. */
const FRAMES_PER_SECOND = 10;
const MOST_STREAMS = 1024;
const ADDRESS = /^\/(?:(?:public|market)\/)?(ws|stream)(?:\/(.*))?$/;

const frameSchema = z.object({
  method: z.string(),
  params: z.array(z.unknown()).optional(),
  id: z.union([z.number(), z.string()]).nullish(),
});

/** Binance USD-M's market streams: raw and combined, with SUBSCRIBE and its like. */
export const BINANCE_STREAMS: StreamProtocol = {
  accept(url) {
    const [whole, form, rest] = ADDRESS.exec(url.pathname) ?? [];
    if (whole === undefined) return undefined;
    const combined = form === 'stream';
    const listed = combined ? url.searchParams.get('streams') : rest;
    const topics = (listed ?? '').split('/').filter((name) => name.includes('@') || name.startsWith('!'));
    return { combined, topics, serves: servedAt(url.pathname) };
  },
  channel: binanceChannel,
  encode: (_topic, channel, event, state) => binanceMessage(channel, event, state),
  wrap: (topic, text) => `{"stream":${JSON.stringify(topic)},"data":${text}}`,
  receive,
};

function receive(text: string, connection: Connection, side: StreamSide): void {
  if (connection.countFrame() > FRAMES_PER_SECOND) {
    connection.close(1008, 'Too many requests');
    return;
  }
  const frame = frameSchema.safeParse(parsed(text));
  if (!frame.success) {
    connection.send(error(undefined, 2, 'Invalid request: request must be a JSON object with method and id'));
    return;
  }
  connection.send(reply(frame.data, connection, side));
}

function reply(
  { method, params = [], id }: z.infer<typeof frameSchema>,
  connection: Connection,
  side: StreamSide,
): string {
  const names = params.filter((name): name is string => typeof name === 'string');
  switch (method) {
    case 'SUBSCRIBE':
      if (connection.topics.size + names.length > MOST_STREAMS) return error(id, 3, 'Too many streams');
      // A stream that does not exist is accepted and says nothing.
      for (const name of names) side.subscribe(connection, name);
      return result(id, null);
    case 'UNSUBSCRIBE':
      for (const name of names) side.unsubscribe(connection, name);
      return result(id, null);
    case 'LIST_SUBSCRIPTIONS':
      return result(id, [...connection.topics]);
    case 'SET_PROPERTY':
      if (params[0] !== 'combined' || typeof params[1] !== 'boolean') return error(id, 2, 'Invalid property');
      connection.combined = params[1];
      return result(id, null);
    case 'GET_PROPERTY':
      return result(id, connection.combined);
    default:
      return error(id, 2, `Invalid request: unknown method ${method}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Id = number | string | null | undefined;
const result = (id: Id, value: unknown): string => JSON.stringify({ result: value, id });
const error = (id: Id, code: number, msg: string): string => JSON.stringify({ error: { code, msg }, id });
