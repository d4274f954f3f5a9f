import type {
  AlertToast,
  LiveEvents,
  LiveRequests,
  MetricsUpdate,
  ReplayProgress,
  ReplayRequests,
  ServerEvents,
} from '@hindcast/engine/wire';
import type { Server, Socket } from 'socket.io';
import { partsOf } from './update-parts.ts';

export type LiveServer = Server<ReplayRequests & LiveRequests, ServerEvents & LiveEvents>;
export type LiveSocket = Socket<ReplayRequests & LiveRequests, ServerEvents & LiveEvents>;

/** Packets that may wait for a viewer before he counts as behind: a few frames, not a second of film. */
const MAX_WAITING_PACKETS = 8;

/** Everybody live; each replay session has a room of its own (SPEC §8). */
export function roomOf(session: string): string {
  return `replay:${session}`;
}

/** A session's room, seen through the one socket that directs it. */
export class RoomAudience {
  readonly #server: LiveServer;
  readonly #socket: LiveSocket;
  readonly #session: string;

  constructor(server: LiveServer, socket: LiveSocket, session: string) {
    this.#server = server;
    this.#socket = socket;
    this.#session = session;
  }

  update(update: MetricsUpdate): void {
    for (const part of partsOf(update)) this.#room.emit('metrics_update', part);
  }

  toast(toast: AlertToast): void {
    this.#room.emit('alert_toast', toast);
  }

  progress(progress: ReplayProgress): void {
    this.#room.emit('replay_progress', progress);
  }

  ended(reason: string): void {
    this.#room.emit('replay_ended', { session: this.#session, reason });
  }

  /** Whether packets pile up in front of the wire: the viewer is slower than the film. */
  isBehind(): boolean {
    const waiting = this.#socket.conn as unknown as { writeBuffer: readonly unknown[] };
    return waiting.writeBuffer.length > MAX_WAITING_PACKETS;
  }

  get #room() {
    return this.#server.to(roomOf(this.#session));
  }
}
