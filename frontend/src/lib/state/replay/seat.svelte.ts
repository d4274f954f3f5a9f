import type { ReplayOpened, ReplayState } from '@hindcast/engine/wire';
import type { MarketSource, Transport } from '$lib/source/market-source.ts';
import { Recording } from './recording.ts';

const NOWHERE = new Recording({ rows: 0, start: 0, timeframeMs: 0 });

/** The page's seat in front of a source: what was told of it last. */
export class Seat {
  readonly source: MarketSource;
  #opened = $state.raw<ReplayOpened | null>(null);
  #recording = $state.raw(NOWHERE);
  #state = $state.raw<ReplayState | null>(null);

  constructor(source: MarketSource) {
    this.source = source;
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

  /** Gets up and lets the source forget what was open. */
  leave(): void {
    this.source.leave();
    this.#opened = null;
    this.#state = null;
  }

  /** Gives a command; a source whose time nobody directs refuses it. */
  command(give: (transport: Transport) => Promise<ReplayState>): Promise<ReplayState> {
    const { transport } = this.source;
    return transport ? give(transport) : Promise.reject(new Error('Live bars come by themselves.'));
  }

  /** Takes a state over unless a newer one is here already. */
  take(state: ReplayState): boolean {
    if (state.session !== this.#opened?.session || state.epoch < (this.#state?.epoch ?? 0)) return false;
    this.#state = state;
    return true;
  }
}
