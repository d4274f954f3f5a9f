import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import { Encoder, type Packet } from 'socket.io-parser';

/** A packet as socket.io's encoder gives it: a text, and the blocks of bytes that it announces. */
type Encoded = (string | Uint8Array)[];

/** What of a socket of the namespace is written to. */
interface Receiver {
  conn: { transport: { name: string } };
  client: { writeToEngine(encoded: Encoded, options: object): void };
}

const FINAL = 0x80;
const TEXT = 1;
const BYTES = 2;
const encoder = new Encoder();

/**
 * Broadcasts a message with binary parts as one block of bytes that is made once: the WebSocket frames of its text and its
 * parts, one behind the other. socket.io's own adapter frames every part for every reader, and waits for the wire between them:
 * about twice the processor time for each reader. Readers that poll get the parts as socket.io sends them.
 */
export class JoinedFramesAdapter extends Adapter {
  override broadcast(packet: Packet, options: BroadcastOptions): void {
    const encoded = encoder.encode({ ...packet, nsp: (this.nsp as { name: string }).name }) as Encoded;
    if (encoded.length === 1) {
      super.broadcast(packet, options);
      return;
    }
    const { volatile, compress } = options.flags ?? {};
    const parts = { preEncoded: true, volatile, compress };
    const joined = { ...parts, wsPreEncodedFrame: [Buffer.concat(encoded.flatMap(frameOf))] };
    for (const { conn, client } of this.#receivers(options)) {
      if (conn.transport.name === 'websocket') client.writeToEngine(encoded.slice(0, 1), joined);
      else client.writeToEngine(encoded, parts);
    }
  }

  *#receivers({ rooms, except }: BroadcastOptions): Generator<Receiver> {
    const sockets = (this.nsp as { sockets: Map<string, Receiver> }).sockets;
    const left = new Set([...(except ?? [])].flatMap((room) => [...(this.rooms.get(room) ?? [])]));
    const wanted = rooms.size > 0 ? [...rooms].map((room) => this.rooms.get(room) ?? []) : [this.sids.keys()];
    for (const ids of wanted) {
      for (const id of ids) {
        const socket = left.has(id) ? undefined : sockets.get(id);
        left.add(id);
        if (socket) yield socket;
      }
    }
  }
}

/** A part as the WebSocket frame of an unmasked, whole message (RFC 6455, 5.2): header and content. */
function frameOf(part: string | Uint8Array): Uint8Array[] {
  // In engine.io a text begins with its kind: 4, a message. Bytes are always one.
  if (typeof part !== 'string') return [headerOf(BYTES, part.byteLength), part];
  const text = Buffer.from(`4${part}`);
  return [headerOf(TEXT, text.byteLength), text];
}

function headerOf(opcode: number, length: number): Buffer {
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = FINAL | opcode;
  header[1] = header.length === 2 ? length : header.length === 4 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
