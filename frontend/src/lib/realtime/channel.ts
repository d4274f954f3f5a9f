import type { Ack, LiveEvents, LiveRequests, ReplayRequests, ServerEvents } from '@hindcast/engine/wire';
import { io, type Socket } from 'socket.io-client';
import { Failure } from './failure.ts';

type Requests = ReplayRequests & LiveRequests;
export type Events = ServerEvents & LiveEvents;

export type RequestName = keyof Requests;
export type Payload<N extends RequestName> = Parameters<Requests[N]>[0];
export type Answer<N extends RequestName> = Parameters<Requests[N]>[1] extends (answer: Ack<infer T>) => void
  ? T
  : never;
export type EventName = keyof Events;

export type LinkStatus = 'connecting' | 'online' | 'lost';

/** Most requests answer at once; only a long seek takes longer, and it reports progress. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * The one socket to the server: requests that are promises, events that are typed, and its own state. It
 * reconnects by itself; what has to be taken up again afterwards is its users' business ({@link onStatus}).
 */
export class Channel {
  readonly #socket: Socket;
  #status: LinkStatus = 'connecting';
  readonly #listeners = new Set<(status: LinkStatus) => void>();

  constructor(url?: string) {
    const options = {
      transports: ['websocket'],
      reconnectionDelay: 250,
      reconnectionDelayMax: 3_000,
      timeout: 5_000,
    };
    this.#socket = url ? io(url, options) : io(options);
    this.#socket.on('connect', () => this.#become('online'));
    this.#socket.on('disconnect', (reason) => {
      this.#become('lost');
      // The server hanging up is the one case that socket.io leaves to us.
      if (reason === 'io server disconnect') this.#socket.connect();
    });
    this.#socket.on('connect_error', () => this.#become('lost'));
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** Hears every change of the link; the returned function stops it. */
  onStatus(listener: (status: LinkStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  on<N extends EventName>(name: N, listener: Events[N]): () => void {
    const heard = listener as (...args: unknown[]) => void;
    this.#socket.on(name as string, heard);
    return () => this.#socket.off(name as string, heard);
  }

  /** Sends a request and waits for its acknowledgement; rejects with a {@link Failure}. */
  async request<N extends RequestName>(
    name: N,
    payload: Payload<N>,
    within = ANSWER_WITHIN_MS,
  ): Promise<Answer<N>> {
    if (!this.#socket.connected) await this.#connected(within);
    let ack: Ack<Answer<N>>;
    try {
      ack = (await this.#socket.timeout(within).emitWithAck(name, payload)) as Ack<Answer<N>>;
    } catch {
      throw this.#socket.connected ? Failure.timeout(name, within) : Failure.offline();
    }
    if (!ack.ok) throw new Failure(ack.error);
    return ack.data;
  }

  close(): void {
    this.#listeners.clear();
    this.#socket.disconnect();
  }

  #become(status: LinkStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  #connected(within: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = setTimeout(() => {
        stop();
        reject(Failure.offline());
      }, within);
      const stop = this.onStatus((status) => {
        if (status !== 'online') return;
        clearTimeout(give);
        stop();
        resolve();
      });
    });
  }
}
