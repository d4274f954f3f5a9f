import {
  type Frame,
  type LaneView,
  type LiveState,
  type MetricsUpdate,
  type ReplayBar,
  type ReplayFile,
  type ReplayOpen,
  type ReplayOpened,
  type ReplayOverview,
  type ReplayState,
  type ReplayTrades,
} from '@hindcast/engine/wire';
import type { Channel, LinkStatus } from '$lib/realtime/channel.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { MarketSource, SourceEvents } from './market-source.ts';
import { wholeUpdates } from './whole-updates.ts';

/** There is one live market: its session has a name only because a session has one. */
const SESSION = 'live';
/** A market that warms up is waited for. */
const WARM_WITHIN_MS = 120_000;

type Ask<N extends 'rows' | 'overview' | 'bar' | 'trades'> = Parameters<MarketSource[N]>[0];
interface Watched {
  lanes: readonly LaneView[];
  columns: readonly string[];
}

/** What is watched now: bars come by themselves, and the last one that has closed is the cursor. */
export class LiveSource implements MarketSource {
  readonly kind = 'live';
  readonly transport = null;
  readonly #channel: Channel;
  #timeframe = '';
  #market: LiveState | null = null;
  #watched: Watched | null = null;

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
      const hear = listener as (update: MetricsUpdate) => void;
      const whole = wholeUpdates((update) =>
        hear({ ...update, session: SESSION, state: this.#stateAfter(update) }),
      );
      return this.#channel.on('metrics_update', (update) => {
        if (update.source === 'live') whole(update);
      });
    }
    if (name === 'toast') {
      const hear = listener as (toast: SourceEvents['toast']) => void;
      return this.#channel.on('alert_toast', (toast) => {
        if (toast.source === 'live') hear({ ...toast, session: SESSION });
      });
    }
    // It makes no progress that could be told, and does not end.
    return () => undefined;
  }

  async open({ timeframe }: ReplayOpen): Promise<ReplayOpened> {
    this.leave();
    const market = await this.#running();
    this.#timeframe = timeframe;
    return this.#opened(market);
  }

  /** Takes the watch up again; the server may have begun anew meanwhile, which its epoch says. */
  async resume(): Promise<ReplayOpened> {
    const market = await this.#running();
    const opened = this.#opened(market);
    if (this.#watched) await this.watch(this.#watched.lanes, this.#watched.columns);
    return opened;
  }

  leave(): void {
    if (this.#watched && this.#channel.status === 'online') {
      void this.#channel.request('live_leave', { what: 'rows' }).catch(() => undefined);
    }
    this.#watched = null;
  }

  /** Longer bars of a lane are asked for when they have closed: what is pushed is of the timeframe that is open. */
  async watch(lanes: readonly LaneView[], columns: readonly string[]): Promise<void> {
    this.#watched = { lanes, columns };
    const own = lanes.filter(({ timeframe }) => timeframe === undefined || timeframe === this.#timeframe);
    await this.#channel.request('live_watch', {
      timeframe: this.#timeframe,
      lanes: own.map(({ venue, symbol }) => ({ venue, symbol })),
      columns: [...columns],
    });
  }

  rows({ timeframe = this.#timeframe, ...request }: Ask<'rows'>): Promise<Frame> {
    return this.#channel.request('live_rows', { ...request, timeframe });
  }
  bar(request: Ask<'bar'>): Promise<ReplayBar> {
    return this.#channel.request('live_bar', { ...request, timeframe: this.#timeframe });
  }
  file({ timeframe = this.#timeframe, ...request }: Ask<'rows'>): Promise<ReplayFile> {
    return this.#channel.request('live_export', { ...request, timeframe }, WARM_WITHIN_MS);
  }

  /** There is no timeline where time goes by itself: what lies further back is looked at in a replay. */
  overview({ from, to }: Ask<'overview'>): Promise<ReplayOverview> {
    const nothing = { high: [], low: [], close: [], signals: [], holes: [], events: [], trades: [] };
    return Promise.resolve({ from, to, bucketRows: 1, ...nothing });
  }
  /** No strategy trades along. */
  trades(): Promise<ReplayTrades> {
    const totals = { trades: 0, wins: 0, grossPnl: 0, netPnl: 0, fees: 0, funding: 0, exitRegret: 0 };
    return Promise.resolve({ trades: [], totals, position: null, positions: [] });
  }

  #running(): Promise<LiveState> {
    const channel = this.#channel;
    return new Promise((resolve, reject) => {
      const stops: (() => void)[] = [];
      const settle = (then: () => void): void => {
        for (const stop of stops) stop();
        then();
      };
      const look = (state: LiveState): void => {
        if (state.stage === 'live' || state.stage === 'ended') settle(() => resolve(state));
        else if (state.stage === 'off' || state.stage === 'failed') settle(() => reject(notThere(state)));
      };
      const fail = (thrown: unknown): void => settle(() => reject(Failure.from(thrown)));
      const timer = setTimeout(() => fail(Failure.timeout('live_open', WARM_WITHIN_MS)), WARM_WITHIN_MS);
      stops.push(
        () => clearTimeout(timer),
        channel.on('live_state', look),
        channel.onStatus((status) => {
          if (status === 'lost') fail(Failure.offline());
        }),
      );
      channel.request('live_open', {}).then(look, fail);
    });
  }

  #opened(market: LiveState): ReplayOpened {
    const own = market.timeframes.find(({ timeframe }) => timeframe === this.#timeframe);
    if (!own || own.start === null) throw noSuchTimeframe(this.#timeframe, market);
    this.#market = market;
    const higher = market.timeframes.flatMap(({ timeframe, timeframeMs, start }) =>
      start !== null && timeframeMs > own.timeframeMs ? [{ timeframe, timeframeMs, start }] : [],
    );
    return {
      session: SESSION,
      dataset: {
        name: market.market ?? 'live',
        digest: '',
        simulated: market.simulated,
        origin: market.label,
      },
      ...{ timeframe: own.timeframe, timeframeMs: own.timeframeMs, start: own.start, rows: own.rows },
      ...{
        lanes: market.lanes,
        timeframes: higher,
        mode: 'review',
        columns: market.columns,
        docs: market.docs,
      },
      state: this.#stateAt(own.rows - 1),
    };
  }

  #stateAfter({ frames }: MetricsUpdate): ReplayState {
    const last = frames.reduce(
      (row, { timeframe, to }) => (timeframe === this.#timeframe ? Math.max(row, to - 1) : row),
      0,
    );
    return this.#stateAt(last);
  }

  #stateAt(cursor: number): ReplayState {
    const own = this.#market?.timeframes.find(({ timeframe }) => timeframe === this.#timeframe);
    return {
      session: SESSION,
      cursor,
      time: (own?.start ?? 0) + (cursor + 1) * (own?.timeframeMs ?? 0),
      furthest: cursor,
      // Bars go on by themselves: this is what playing means.
      playing: true,
      speed: this.#market?.speed ?? 1,
      strategy: null,
      epoch: this.#market?.epoch ?? 0,
    };
  }
}

function notThere({ stage, failure }: LiveState): Failure {
  return stage === 'off'
    ? new Failure({
        code: 'LIVE_OFF',
        message: 'This server watches no market.',
        action: 'Start it without EXCHANGES=none.',
      })
    : new Failure({
        code: 'LIVE_FAILED',
        message: `The live market cannot run: ${failure ?? 'unknown'}.`,
        action: 'See the status page.',
      });
}

function noSuchTimeframe(timeframe: string, { timeframes }: LiveState): Failure {
  return new Failure({
    code: 'TIMEFRAME_UNKNOWN',
    message: `${timeframe} is not computed live.`,
    action: `Choose one of ${timeframes.map((one) => one.timeframe).join(', ')}.`,
  });
}
