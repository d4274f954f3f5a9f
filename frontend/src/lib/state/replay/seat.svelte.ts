import type { ReplayOpened, ReplayState } from '@hindcast/engine/wire';
import type { Answer, Channel, Payload, RequestName } from '$lib/realtime/channel.ts';
import { Recording } from './recording.ts';

/** Requests that are answered with the session's state. */
export type Command =
  'replay_seek' | 'replay_step' | 'replay_play' | 'replay_pause' | 'replay_jump' | 'replay_strategy';

/** A long move reports progress meanwhile; it may take its time. */
export const LONG_REQUEST_MS = 120_000;
const NOWHERE = new Recording({ rows: 0, start: 0, timeframeMs: 0 });

/** The page's seat in a session on the server: what was told of it last, and how it is spoken to. */
export class Seat {
  readonly #channel: Channel;
  #opened = $state.raw<ReplayOpened | null>(null);
  #recording = $state.raw(NOWHERE);
  #state = $state.raw<ReplayState | null>(null);

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get opened(): ReplayOpened | null {
    return this.#opened;
  }
  get recording(): Recording {
    return this.#recording;
  }
  get state(): ReplayState | null {
    return this.#state;
  }
  get playing(): boolean {
    return this.#state?.playing ?? false;
  }

  /** Sits down: at the start, and again after the connection was lost. */
  sit(opened: ReplayOpened): void {
    this.#opened = opened;
    this.#recording = new Recording(opened);
    this.#state = opened.state;
  }

  /** Gets up and lets the server forget the session. */
  leave(): void {
    if (this.#opened) this.letGo(this.#opened.session);
    this.#opened = null;
    this.#state = null;
  }

  letGo(session: string): void {
    void this.#channel.request('replay_close', { session }).catch(() => undefined);
  }

  request<N extends RequestName>(name: N, payload: Payload<N>, within?: number): Promise<Answer<N>> {
    return this.#channel.request(name, payload, within);
  }

  ask<N extends Command>(name: N, payload: Omit<Payload<N>, 'session'>): Promise<ReplayState> {
    const request = { session: this.#opened?.session ?? '', ...payload } as Payload<N>;
    return this.#channel.request(name, request, LONG_REQUEST_MS) as Promise<ReplayState>;
  }

  /** Takes a state over unless a newer one is here already. */
  take(state: ReplayState): boolean {
    if (state.session !== this.#opened?.session || state.epoch < (this.#state?.epoch ?? 0)) return false;
    this.#state = state;
    return true;
  }
}
