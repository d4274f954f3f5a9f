import { HindcastError } from '@hindcast/engine';
import type { ReplayLimits } from './limits.ts';
import type { ReplaySession } from './session.ts';

interface Seat {
  session: ReplaySession;
  /** The connection that watches; null while it is lost. */
  viewer: string | null;
}

/** Who watches what. Sessions outlive their connection for a while, and are bounded in number. */
export class SessionRegistry {
  readonly #seats = new Map<string, Seat>();
  readonly #limits: ReplayLimits;
  readonly #now: () => number;

  constructor(limits: ReplayLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  get size(): number {
    return this.#seats.size;
  }

  /**
   * Seats a session. Refuses a viewer who has too many; lets go of the session that has waited longest when all
   * seats are taken.
   */
  add(session: ReplaySession, viewer: string): void {
    this.#makeRoom(viewer);
    this.#seats.set(session.id, { session, viewer });
  }

  #makeRoom(viewer: string): void {
    const own = [...this.#seats.values()].filter((seat) => seat.viewer === viewer).length;
    if (own >= this.#limits.sessionsPerSocket) throw tooMany(own, 'Close one of them first.');
    if (this.#seats.size < this.#limits.sessions) return;
    const waiting = [...this.#seats.values()]
      .filter((seat) => seat.viewer === null)
      .sort((a, b) => a.session.lastUsed - b.session.lastUsed);
    if (waiting.length === 0) throw tooMany(this.#seats.size, 'Close a replay in another tab first.');
    this.remove(waiting[0].session.id, 'room was needed for another replay');
  }

  /** The session of a request. Only whoever watches it may direct it. */
  of(id: string, viewer: string): ReplaySession {
    const seat = this.#seats.get(id);
    if (!seat) throw unknown();
    if (seat.viewer !== viewer) {
      throw new HindcastError(
        'REPLAY_NOT_YOURS',
        'This replay is watched by another connection.',
        'Take it over with replay_resume.',
      );
    }
    seat.session.touch();
    return seat.session;
  }

  /** Gives a session to another connection; answers with the one that had it. */
  takeOver(id: string, viewer: string): { session: ReplaySession; before: string | null } {
    const seat = this.#seats.get(id);
    if (!seat) throw unknown();
    const before = seat.viewer === viewer ? null : seat.viewer;
    seat.viewer = viewer;
    return { session: seat.session, before };
  }

  /** A connection is gone: its sessions wait. */
  leave(viewer: string): void {
    for (const seat of this.#seats.values()) {
      if (seat.viewer !== viewer) continue;
      seat.viewer = null;
      seat.session.detach();
    }
  }

  remove(id: string, reason: string | null): void {
    const seat = this.#seats.get(id);
    this.#seats.delete(id);
    seat?.session.close(reason);
  }

  /** Ends what nobody has come back to, and what nobody has touched. */
  expire(): void {
    const now = this.#now();
    for (const { session, viewer } of [...this.#seats.values()]) {
      const waited = now - session.lastUsed;
      if (viewer === null && waited > this.#limits.detachedMs) this.remove(session.id, null);
      else if (waited > this.#limits.idleMs && !session.playing) {
        this.remove(session.id, 'nobody has touched it for a long time');
      }
    }
  }

  closeAll(reason: string): void {
    for (const id of [...this.#seats.keys()]) this.remove(id, reason);
  }
}

function unknown(): HindcastError {
  return new HindcastError(
    'REPLAY_SESSION_UNKNOWN',
    'This replay is over: the server was restarted, or nobody came back in time.',
    'Open it again; the address holds your place.',
    { field: 'session' },
  );
}

function tooMany(sessions: number, action: string): HindcastError {
  return new HindcastError('REPLAY_TOO_MANY_SESSIONS', `${sessions} replays are open already.`, action);
}
