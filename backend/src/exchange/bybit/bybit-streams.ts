import { z } from 'zod';
import type { Channel } from '../streams/channel.ts';
import type { Connection } from '../streams/connection.ts';
import type { StreamProtocol } from '../streams/stream-protocol.ts';
import type { StreamSide } from '../streams/stream-side.ts';
import type { VenueState } from '../venue-state.ts';
import { BYBIT_INTERVALS } from './bybit-intervals.ts';
import { bybitGreeting, bybitMessage } from './bybit-messages.ts';

const frameSchema = z.object({
  op: z.string(),
  args: z.array(z.unknown()).optional(),
  req_id: z.union([z.number(), z.string()]).nullish(),
});

const TICKER_EVERY = 100;

/** Bybit's public streams of linear contracts. */
export const BYBIT_STREAMS: StreamProtocol = {
  accept(url) {
    if (url.pathname !== '/v5/public/linear') return undefined;
    return { combined: false, topics: [], serves: () => true };
  },
  channel,
  encode: bybitMessage,
  greet: bybitGreeting,
  wrap: (_topic, text) => text,
  receive,
};

/** What a topic of Bybit is about, `kline.5.BTCUSDT`. */
function channel(topic: string, state: VenueState): Channel | undefined {
  const parts = topic.split('.');
  const listing = state.find(parts[parts.length - 1]);
  if (!listing || parts.length < 2 || parts.length > 3) return undefined;
  const word = parts[0];
  if (word === 'kline') {
    const length = parts.length === 3 ? BYBIT_INTERVALS[parts[1]] : undefined;
    return length === undefined ? undefined : { kind: 'kline', listing, every: length };
  }
  if (parts.length !== 2) return undefined;
  if (word === 'publicTrade') return { kind: 'trade', listing, every: 0 };
  if (word === 'tickers') return { kind: 'ticker', listing, every: TICKER_EVERY };
  if (word === 'allLiquidation' || word === 'liquidation') return { kind: 'liquidation', listing, every: 0 };
  return undefined;
}

function receive(text: string, connection: Connection, side: StreamSide): void {
  const frame = frameSchema.safeParse(parsed(text));
  if (!frame.success)
    return connection.send(reply(connection, false, 'error:invalid request', undefined, ''));
  const { op, args = [], req_id: id } = frame.data;
  const topics = args.filter((name): name is string => typeof name === 'string');
  if (op === 'ping') return connection.send(reply(connection, true, 'pong', id, 'ping'));
  if (op === 'subscribe') return subscribe(connection, side, topics, id);
  if (op === 'unsubscribe') {
    for (const topic of topics) side.unsubscribe(connection, topic);
    return connection.send(reply(connection, true, '', id, op));
  }
  connection.send(reply(connection, false, 'error:invalid op', id, op));
}

/** Where one topic does not exist none is subscribed. The answer comes before the first message. */
function subscribe(connection: Connection, side: StreamSide, topics: string[], id: Id): void {
  const unknown = topics.find((topic) => !side.knows(topic));
  if (unknown !== undefined) {
    connection.send(reply(connection, false, `error:handler not found,topic:${unknown}`, id, 'subscribe'));
    return;
  }
  connection.send(reply(connection, true, '', id, 'subscribe'));
  for (const topic of topics) side.subscribe(connection, topic);
}

type Id = number | string | null | undefined;

function reply(connection: Connection, success: boolean, ret_msg: string, id: Id, op: string): string {
  const conn_id = `recorded-${connection.id}`;
  return JSON.stringify({
    success,
    ret_msg,
    conn_id,
    ...(id === undefined ? {} : { req_id: String(id) }),
    op,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
