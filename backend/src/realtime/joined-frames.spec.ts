import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { JoinedFramesAdapter } from './joined-frames.ts';

type Heard = [string, ...unknown[]][];

describe('messages to a room, joined', () => {
  const http = createServer();
  const server = new Server(http, { serveClient: false, adapter: JoinedFramesAdapter });
  const sockets: Socket[] = [];
  const heard: Heard[] = [];

  beforeAll(async () => {
    server.on('connection', (socket) => void socket.join('room'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    for (const transport of ['websocket', 'websocket', 'polling']) {
      const socket = io(url, { transports: [transport], forceNew: true, reconnection: false });
      const own: Heard = [];
      heard.push(own);
      socket.onAny((event: string, ...rest: unknown[]) => own.push([event, ...rest]));
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      sockets.push(socket);
    }
  });
  afterAll(async () => {
    for (const socket of sockets) socket.close();
    await server.close();
  });

  const arrived = async (count: number): Promise<void> => {
    const late = Date.now() + 5_000;
    while (heard.some((own) => own.length < count) && Date.now() < late)
      await new Promise((done) => setTimeout(done, 5));
  };
  /** Sizes on both sides of where a frame's header grows: 125 and 65,535 bytes. */
  const SIZES = [0, 125, 126, 65_535, 65_536, 200_000];

  it('every reader gets every part, whole and in order, over WebSockets and by polling', async () => {
    const messages: Heard = SIZES.map((size, k) => [
      'block',
      { words: 'é'.repeat(size % 300), first: Buffer.alloc(size, k), second: [Buffer.from([k, 255])] },
    ]);
    for (const [event, payload] of messages) server.to('room').emit(event, payload);
    // Who is in two of the rooms gets it once.
    server.to(['room', sockets[0].id!]).emit('block', Buffer.from('x'));
    await arrived(messages.length + 1);
    // As texts: a matcher walks through Buffers byte by byte.
    const sent = JSON.stringify([...messages, ['block', Buffer.from('x')]]);
    expect(heard.map((own) => JSON.stringify(own) === sent)).toEqual([true, true, true]);
  });

  it('leaves out who is left out', async () => {
    for (const own of heard) own.length = 0;
    const block = new Uint8Array(8);
    server.to('room').except(sockets[1].id!).emit('block', block);
    server.emit('block', block);
    await arrived(1);
    await new Promise((done) => setTimeout(done, 50));
    expect(heard.map((own) => own.length)).toEqual([2, 1, 2]);
  });
});
