import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { HindcastError, MINUTE, type UtcMs } from '@hindcast/engine';
import { describeTime } from '../datasets/index.ts';
import { VenueClock } from './clock.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import type { FaultSpec } from './faults/fault-schema.ts';
import { answerControl, type Controls } from './http/control.ts';
import { answerRequest, send, urlOf, type RestSide } from './http/requests.ts';
import { htmlAnswer } from './http/answer.ts';
import type { VenueMarket } from './market/venue-market.ts';
import { RestStats } from './stats.ts';
import { periodAt } from './streams/due-events.ts';
import type { StreamProtocol } from './streams/stream-protocol.ts';
import { StreamSide } from './streams/stream-side.ts';
import { VENUE_SIDES } from './venue-sides.ts';
import { VenueState } from './venue-state.ts';

export interface RecordedVenueOptions {
  /** 0 takes any free port. */
  port?: number;
  /** How many times as fast as real time. */
  speed?: number;
  /** Where time begins; by default five weeks into the recording, or half-way where it is shorter. */
  from?: UtcMs;
  faults?: readonly FaultSpec[];
  seed?: string | number;
  /** Whether the venues' limits of requests hold. */
  limits?: boolean;
  /** Begins with time standing still. */
  paused?: boolean;
}

const HOST = '127.0.0.1';
const TICK_MS = 10;
/** What of each tick goes into what is to come, ms; and how long before its close a kline is made, real ms. */
const PREPARE_MS = 1;
const PREPARE_AHEAD_MS = 500;
/** How long an idle connection of a client is kept open, as venues do; Node closes it after five seconds. */
const KEEP_ALIVE = 65_000;
/** Time never runs further ahead of what has been told than this, in real milliseconds, or a minute of its own: it goes slower instead. */
const LONGEST_STEP = 1000;
/** While a reader has so much to read, time waits. */
const BACKLOG = 1024 * 1024;
const FIVE_WEEKS = 35 * 86_400_000;

interface Side extends RestSide {
  streams: StreamSide;
  protocol: StreamProtocol;
  state: VenueState;
}

/**
 * A recorded market that is served as venues serve theirs: REST and WebSocket of Binance USD-M and of Bybit, on loopback,
 * at the recording's own time. It takes no orders and reaches no network.
 */
export class RecordedVenue implements Controls {
  readonly clock: VenueClock;
  readonly market: VenueMarket;
  readonly faults: FaultPlan;
  readonly #sides: Side[];
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 256 * 1024,
  });
  readonly #server: Server;
  readonly #label: Record<string, string>;
  /** Up to where the streams have told. */
  #told: UtcMs;
  #seeks = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #step: Promise<void> = Promise.resolve();

  private constructor(market: VenueMarket, options: RecordedVenueOptions) {
    const { speed = 60, seed = 'hindcast', limits = true, faults = [] } = options;
    const { from = defaultStart(market) } = options;
    if (from < market.from || from >= market.to) throw outside(from, market);
    this.market = market;
    this.clock = new VenueClock(from, market.to, { speed, paused: options.paused });
    this.faults = new FaultPlan(faults, seed, { start: from, speed: () => this.clock.speed });
    this.#sides = market.venues.map((venue) => {
      const state = new VenueState(venue, market, this.clock, this.faults);
      const { rest, protocol } = VENUE_SIDES[venue];
      return {
        ...{ venue, state, protocol, stats: new RestStats() },
        rest: rest(state, limits),
        streams: new StreamSide(state, protocol),
      };
    });
    this.#label = {
      'x-recorded-market': `${market.simulated ? 'simulated' : 'recorded'}: ${ascii(market.title)}`,
    };
    this.#told = this.clock.now();
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = KEEP_ALIVE;
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Serves a market. Resolves when it can be reached. */
  static async start(market: VenueMarket, options: RecordedVenueOptions = {}): Promise<RecordedVenue> {
    const venue = new RecordedVenue(market, options);
    await venue.#listen(options.port ?? 0);
    venue.#schedule();
    return venue;
  }

  /** `http://127.0.0.1:<port>`. */
  get url(): string {
    return `http://${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#step;
    for (const { streams } of this.#sides) streams.closeAll();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    for (const { streams } of this.#sides) streams.cut();
    await closed;
  }

  time(): {
    now: UtcMs;
    told: UtcMs;
    speed: number;
    paused: boolean;
    ended: boolean;
    from: UtcMs;
    to: UtcMs;
  } {
    const { speed, paused, ended } = this.clock;
    const { from, to } = this.market;
    return { now: this.clock.now(), told: this.#told, speed, paused, ended, from, to };
  }

  stats(): { faults: Record<string, number>; venues: Record<string, object>; time: object } {
    const venues = this.#sides.map(({ venue, rest, stats, streams }) => [
      venue,
      {
        rest: { ...stats, usedWeight: rest.usedWeight },
        sockets: { ...streams.stats, open: streams.connections, topics: streams.subscriptions },
      },
    ]);
    return { time: this.time(), faults: this.faults.counts.toJSON(), venues: Object.fromEntries(venues) };
  }

  /** What is served, and that it is no live market. */
  describe(): object {
    const { title, simulated, from, to, remarks } = this.market;
    const contracts = this.#sides.map(({ venue, state }) => [
      venue,
      state.listings().map(({ instrument }) => instrument.id),
    ]);
    const notice = `${simulated ? 'Simulated' : 'Recorded'} market served by Hindcast: no exchange, no orders.`;
    return { notice, title, simulated, from, to, remarks, contracts: Object.fromEntries(contracts) };
  }

  pause(): void {
    this.clock.pause();
  }
  resume(): void {
    this.clock.resume();
  }
  setSpeed(speed: number): void {
    this.clock.setSpeed(speed);
  }

  seek(time: UtcMs): void {
    if (time < this.market.from || time > this.market.to) throw outside(time, this.market);
    this.clock.seek(time);
  }

  /** Steps time to a moment through everything that lies between, as fast as readers can read it. */
  async advanceTo(time: UtcMs): Promise<void> {
    this.#step = this.#step.then(() => this.#tellUntil(Math.min(time, this.clock.end), true));
    await this.#step;
  }

  setFaults(faults: readonly FaultSpec[]): void {
    this.faults.replace(faults);
    for (const { streams } of this.#sides) streams.forgetPrepared();
  }

  async #listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(port, error)));
      this.#server.listen(port, HOST, () => resolve());
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (!url) return send(response, htmlAnswer(400), this.#label);
    if (url.pathname.startsWith('/__venue/')) {
      return send(response, await answerControl(url.pathname, request, this), this.#label);
    }
    const side = this.#sides.find(({ rest }) => rest.answers(url.pathname));
    if (side) return answerRequest(side, url, this.faults, this.clock.now(), this.#label, response);
    const body =
      url.pathname === '/'
        ? JSON.stringify(this.describe(), null, 2)
        : '{"error":{"message":"Nothing here."}}';
    const headers = { 'content-type': 'application/json' };
    return send(response, { status: url.pathname === '/' ? 200 : 404, body, headers }, this.#label);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = urlOf(request);
    for (const { protocol, streams } of this.#sides) {
      const plan = url && protocol.accept(url, request);
      if (plan)
        return this.#sockets.handleUpgrade(request, socket, head, (open) => streams.open(open, socket, plan));
    }
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  }

  #schedule(): void {
    // A step that was under way while the venue closed ends here.
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#step = this.#step.then(() => this.#tick());
      void this.#step.finally(() => this.#schedule());
    }, this.#untilTick());
  }

  /** A tick falls on the close of a minute: nobody waits for a close longer than for the clock. */
  #untilTick(): number {
    const now = this.clock.now();
    const untilClose = (Math.floor(now / MINUTE + 1) * MINUTE - now) / this.clock.speed;
    return Math.min(TICK_MS, Math.max(1, untilClose));
  }

  async #tick(): Promise<void> {
    const longest = Math.max(LONGEST_STEP * this.clock.speed, MINUTE);
    this.#followJump();
    if (this.#backlog() > BACKLOG) return this.clock.moveTo(this.#told);
    if (this.clock.now() - this.#told > longest) this.clock.moveTo(this.#told + longest);
    await this.#tellUntil(this.clock.now(), false);
    const soon = this.clock.now() + PREPARE_AHEAD_MS * this.clock.speed;
    for (const { streams } of this.#sides) streams.prepare(PREPARE_MS, soon);
  }

  #followJump(): void {
    if (this.clock.seeks === this.#seeks) return;
    this.#seeks = this.clock.seeks;
    this.#told = this.clock.now();
    for (const { streams } of this.#sides) streams.jump();
  }

  async #tellUntil(to: UtcMs, patient: boolean): Promise<void> {
    this.#followJump();
    const period = periodAt(this.clock.speed);
    while (this.#told < to) {
      // Klines close on whole minutes: a slice ends there, so that nothing stands between them and their readers.
      const until = Math.min(to, Math.floor(this.#told / MINUTE + 1) * MINUTE);
      if (patient) this.clock.moveTo(until);
      // Every venue's bars before anybody's tickers: who waits for a close waits for nothing else.
      for (const { streams } of this.#sides) streams.happened(this.#told, until, period);
      for (const { streams } of this.#sides) streams.regular(until, period);
      this.#told = until;
      if (patient || until < to) await yieldToOthers();
      while (patient && this.#backlog() > BACKLOG) await yieldToOthers();
    }
  }

  #backlog(): number {
    return Math.max(0, ...this.#sides.map(({ streams }) => streams.backlog));
  }
}

function defaultStart({ from, to }: VenueMarket): UtcMs {
  return Math.floor(from + Math.min(FIVE_WEEKS, (to - from) / 2));
}

const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

function outside(time: UtcMs, { from, to }: VenueMarket): HindcastError {
  return new HindcastError(
    'EXCHANGE_TIME',
    `${describeTime(time)} is not in the recording.`,
    `It goes from ${describeTime(from)} to ${describeTime(to)}.`,
    { field: 'time' },
  );
}

function cannotListen(port: number, error: NodeJS.ErrnoException): HindcastError {
  return error.code === 'EADDRINUSE'
    ? new HindcastError('PORT_IN_USE', `Port ${port} is taken.`, 'Choose another with --port.', {
        field: 'port',
      })
    : new HindcastError(
        'EXCHANGE_LISTEN',
        `Cannot listen on ${HOST}:${port}: ${error.message}`,
        'Choose another port.',
      );
}
