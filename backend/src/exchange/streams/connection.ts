import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { SocketStats } from '../stats.ts';

/** A socket whose reader is so far behind is closed. */
const MOST_BUFFERED = 64 * 1024 * 1024;

/** One client's socket with what it has subscribed to. */
export class Connection {
  readonly id: number;
  readonly topics = new Set<string>();
  /** Which topics this address serves. */
  readonly serves: (topic: string) => boolean;
  /** Whether messages say which topic they are of. */
  combined: boolean;
  readonly #socket: WebSocket;
  /** What the socket writes to. */
  readonly #wire: Duplex;
  readonly #stats: SocketStats;
  #held: string | undefined;
  #second = -1;
  #frames = 0;

  constructor(
    id: number,
    socket: WebSocket,
    wire: Duplex,
    stats: SocketStats,
    options: { combined: boolean; serves: (topic: string) => boolean },
  ) {
    this.id = id;
    this.#socket = socket;
    this.#wire = wire;
    this.#stats = stats;
    this.combined = options.combined;
    this.serves = options.serves;
  }

  /** Sends a message, and after it one that was held back to change places with it. */
  send(text: string): void {
    this.#write(text);
    if (this.#held === undefined) return;
    const held = this.#held;
    this.#held = undefined;
    this.#write(held);
  }

  /** Keeps a message until another has been sent. False when one is being kept already. */
  hold(text: string): boolean {
    if (this.#held !== undefined) return false;
    this.#held = text;
    return true;
  }

  /** Messages are gathered until {@link flush}: one write for all that is told at a moment. */
  gather(): void {
    this.#wire.cork();
  }

  flush(): void {
    this.#wire.uncork();
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Counts a frame of the client, and says how many came in this second. */
  countFrame(): number {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#frames = 0;
    }
    return ++this.#frames;
  }

  #write(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.buffered > MOST_BUFFERED) {
      this.#stats.tooSlow++;
      this.cut();
      return;
    }
    this.#stats.messages++;
    this.#stats.bytes += text.length;
    this.#socket.send(text);
  }
}
