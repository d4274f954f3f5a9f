import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { IncomingMessage } from 'node:http';
import { hasExpectedHost, isSameOrigin } from '../http/origin.ts';
import { JoinedFramesAdapter } from './joined-frames.ts';

/** The largest message a client may send: a strategy file fits, a flood does not. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** socket.io on the server's own port, for pages that this server served. */
export class SameOriginIoAdapter extends IoAdapter {
  readonly #listenHost: string;

  constructor(app: INestApplicationContext, listenHost: string) {
    super(app);
    this.#listenHost = listenHost;
  }

  override createIOServer(
    ...[port, options]: Parameters<IoAdapter['createIOServer']>
  ): ReturnType<IoAdapter['createIOServer']> {
    const ours = {
      serveClient: false,
      adapter: JoinedFramesAdapter,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      allowRequest: (request: IncomingMessage, callback: (error: string | null, ok: boolean) => void) => {
        callback(null, isSameOrigin(request) && hasExpectedHost(request, this.#listenHost));
      },
    };
    return super.createIOServer(port, Object.assign({}, options, ours));
  }
}
