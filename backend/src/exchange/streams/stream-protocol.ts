import type { IncomingMessage } from 'node:http';
import type { VenueState } from '../venue-state.ts';
import type { Channel, ChannelEvent } from './channel.ts';
import type { Connection } from './connection.ts';
import type { StreamSide } from './stream-side.ts';

export interface ConnectionPlan {
  combined: boolean;
  /** Topics that the address itself subscribes to. */
  topics: string[];
  serves: (topic: string) => boolean;
}

/** How a venue speaks over a socket. */
export interface StreamProtocol {
  /** What a connection to this address is; undefined where the venue has no such address. */
  accept(url: URL, request: IncomingMessage): ConnectionPlan | undefined;
  /** What a topic is about; undefined where there is no such topic. */
  channel(topic: string, state: VenueState): Channel | undefined;
  /** The messages that tell of an event, as the venue writes them. */
  encode(topic: string, channel: Channel, event: ChannelEvent, state: VenueState): string | undefined;
  /** What a new subscriber is told at once. */
  greet?(topic: string, channel: Channel, state: VenueState): string | undefined;
  /** A message as a combined stream wraps it. */
  wrap(topic: string, text: string): string;
  /** A frame of a client. */
  receive(text: string, connection: Connection, side: StreamSide): void;
}
