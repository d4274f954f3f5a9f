import type { Page, WebSocket } from '@playwright/test';
import { Decoder, PacketType, type Packet } from 'socket.io-parser';

/** A packet of socket.io as it crossed the wire, arguments decoded, binaries put back. */
export interface WirePacket {
  direction: 'sent' | 'received';
  type: PacketType;
  /** Acknowledgement id: an answer carries that of its request. */
  id: number | undefined;
  /** The event's name; for an answer, the name of the event that asked. */
  event: string;
  args: unknown[];
}

/** Engine.io's mark of a message; the rest of the text is socket.io's. */
const MESSAGE = '4';

/**
 * Everything that a page's sockets send and receive, read with socket.io's own parser: what the server really sent,
 * whatever the UI made of it. Attach before the page is opened.
 */
export class WireTap {
  readonly packets: WirePacket[] = [];
  /** Bytes received, texts and binaries. */
  received = 0;
  readonly #asked = new Map<number, string>();

  constructor(page: Page) {
    page.on('websocket', (socket) => this.#attach(socket));
  }

  /** The packets of one event that came from the server, answers to requests of that name included. */
  from(event: string): WirePacket[] {
    return this.packets.filter((packet) => packet.direction === 'received' && packet.event === event);
  }

  #attach(socket: WebSocket): void {
    const incoming = this.#decoder('received');
    const outgoing = this.#decoder('sent');
    socket.on('framereceived', ({ payload }) => {
      this.received += payload.length;
      feed(incoming, payload);
    });
    socket.on('framesent', ({ payload }) => feed(outgoing, payload));
  }

  #decoder(direction: WirePacket['direction']): Decoder {
    const decoder = new Decoder();
    decoder.on('decoded', (packet) => this.#keep(direction, packet));
    return decoder;
  }

  #keep(direction: WirePacket['direction'], { type, id, data }: Packet): void {
    const list: unknown[] = Array.isArray(data) ? data : [];
    const isEvent = type === PacketType.EVENT || type === PacketType.BINARY_EVENT;
    if (isEvent && id !== undefined) this.#asked.set(id, String(list[0]));
    const event = isEvent ? String(list[0]) : (id !== undefined && this.#asked.get(id)) || '';
    this.packets.push({ direction, type, id, event, args: isEvent ? list.slice(1) : list });
  }
}

function feed(decoder: Decoder, payload: string | Buffer): void {
  if (typeof payload !== 'string') decoder.add(payload);
  else if (payload.startsWith(MESSAGE)) decoder.add(payload.slice(1));
}
