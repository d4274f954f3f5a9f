import type {
  Frame,
  LaneView,
  MetricsUpdate,
  ReplayBar,
  ReplayFile,
  ReplayOpen,
  ReplayOpened,
  ReplayOverview,
  ReplayTrades,
  ServerEvents,
} from '@hindcast/engine/wire';
import type { Answer, Channel, Events, LinkStatus, Payload, RequestName } from '$lib/realtime/channel.ts';
import type { MarketSource, SourceEvents, Transport } from './market-source.ts';
import { wholeUpdates } from './whole-updates.ts';

/** A long move reports progress meanwhile; it may take its time. */
const LONG_REQUEST_MS = 120_000;

const EVENTS = {
  update: 'metrics_update',
  toast: 'alert_toast',
  progress: 'replay_progress',
  ended: 'replay_ended',
} as const satisfies Record<keyof SourceEvents, keyof ServerEvents>;

type InSession<N extends RequestName> = Omit<Payload<N>, 'session'>;

/** A recording that is played by a session on the server. */
export class ReplaySource implements MarketSource {
  readonly kind = 'replay';
  readonly transport: Transport = {
    seek: (to) => this.#ask('replay_seek', to, LONG_REQUEST_MS),
    step: (by) => this.#ask('replay_step', { by }, LONG_REQUEST_MS),
    play: (how) => this.#ask('replay_play', how),
    pause: () => this.#ask('replay_pause', {}),
    jump: (to) => this.#ask('replay_jump', to, LONG_REQUEST_MS),
    follow: (strategy, account) => this.#ask('replay_strategy', { strategy, account }, LONG_REQUEST_MS),
    decide: (choice) => this.#ask('replay_decide', choice),
    verdict: () => this.#ask('replay_verdict', {}, LONG_REQUEST_MS),
  };
  readonly #channel: Channel;
  #session: string | null = null;
  /** Counts what was opened: an answer that comes after something else was asked for is let go at once. */
  #turn = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get status(): LinkStatus {
    return this.#channel.status;
  }
  onStatus(listener: (status: LinkStatus) => void): () => void {
    return this.#channel.onStatus(listener);
  }
  on<N extends keyof SourceEvents>(name: N, listener: (told: SourceEvents[N]) => void): () => void {
    if (name === 'update') {
      const whole = wholeUpdates(listener as (update: MetricsUpdate) => void);
      return this.#channel.on('metrics_update', (update) => {
        if (update.source === 'replay') whole(update);
      });
    }
    return this.#channel.on(EVENTS[name], listener as Events[(typeof EVENTS)[N]]);
  }

  async open(request: ReplayOpen): Promise<ReplayOpened> {
    this.leave();
    const turn = this.#turn;
    const opened = await this.#channel.request('replay_open', request, LONG_REQUEST_MS);
    if (turn === this.#turn) this.#session = opened.session;
    else this.#letGo(opened.session);
    return opened;
  }

  resume(): Promise<ReplayOpened> {
    return this.#ask('replay_resume', {});
  }

  leave(): void {
    this.#turn++;
    if (this.#session !== null) this.#letGo(this.#session);
    this.#session = null;
  }

  async watch(lanes: readonly LaneView[], columns: readonly string[]): Promise<void> {
    await this.#ask('replay_watch', { lanes: [...lanes], columns: [...columns] });
  }
  rows(request: InSession<'replay_rows'>): Promise<Frame> {
    return this.#ask('replay_rows', request);
  }
  overview(request: InSession<'replay_overview'>): Promise<ReplayOverview> {
    return this.#ask('replay_overview', request);
  }
  bar(request: InSession<'replay_bar'>): Promise<ReplayBar> {
    return this.#ask('replay_bar', request);
  }
  trades(request: InSession<'replay_trades'>): Promise<ReplayTrades> {
    return this.#ask('replay_trades', request);
  }
  file(request: InSession<'replay_export'>): Promise<ReplayFile> {
    return this.#ask('replay_export', request, LONG_REQUEST_MS);
  }

  #ask<N extends RequestName>(name: N, request: InSession<N>, within?: number): Promise<Answer<N>> {
    const payload = { session: this.#session ?? '', ...request } as Payload<N>;
    return this.#channel.request(name, payload, within);
  }

  #letGo(session: string): void {
    void this.#channel.request('replay_close', { session }).catch(() => undefined);
  }
}
