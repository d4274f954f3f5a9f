import type { Timeframe } from '@hindcast/engine';
import type { AlertToast, MetricsUpdate, ServerEvents, LiveEvents, SignalRow } from '@hindcast/engine/wire';
import type { AlertDto } from '../alerts/alert.dto.ts';
import { noteOf } from '../alerts/alert-note.ts';
import { frameOf } from '../replay/frames.ts';
import type { LiveServer, LiveSocket } from '../realtime/room.ts';
import { partsOf } from '../realtime/update-parts.ts';
import type { AnnouncedSlice } from './announcer.ts';
import type { LiveService } from './live.service.ts';
import { pricesOf, stateOf, watchListOf } from './live-views.ts';

const CATCH_UP_MS = 100;
const PRICES_MS = 1_000;

/** Everybody who looks at the live market: toasts and the state. */
export const LIVE_ROOM = 'live';
/** Those who want to be told, whatever they look at. */
export const ALERT_ROOM = 'alerts';

/** What the sockets of a room get: one message for all of them, encoded once. */
interface Subscription {
  room: string;
  timeframe: Timeframe;
  columns: readonly string[];
  /** Undefined for the watch list: all lanes, newest row. */
  lanes: readonly { venue: string; symbol: string }[] | undefined;
}

type Outgoing = ServerEvents & LiveEvents;
type Message = { [E in keyof Outgoing]: [E, Parameters<Outgoing[E]>[0]] }[keyof Outgoing];

/**
 * Sends what each slice brought, a message for each room. A reader whom the last one has not reached yet is left out until it
 * has, and then gets the newest: he holds nobody up and never reads yesterday's news.
 */
export class LiveHub {
  readonly #server: LiveServer;
  readonly #live: LiveService;
  readonly #subscriptions = new Map<string, Subscription>();
  /** Readers that were left out, with the rooms whose newest they still have to get. */
  readonly #behind = new Map<string, Set<string>>();
  readonly #timers: NodeJS.Timeout[];
  /** What was said last, by timeframe. */
  readonly #said = new Map<Timeframe, readonly SignalRow[]>();

  constructor(server: LiveServer, live: LiveService) {
    this.#server = server;
    this.#live = live;
    this.#timers = [
      setInterval(() => this.#catchUp(), CATCH_UP_MS).unref(),
      setInterval(() => this.#sendPrices(), PRICES_MS).unref(),
    ];
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Puts a socket into the room of a subscription, in place of an earlier one of the same kind. */
  subscribe(socket: LiveSocket, wanted: Omit<Subscription, 'room'>): void {
    const kind = wanted.lanes ? 'live:rows:' : 'live:list:';
    this.leave(socket, kind);
    const room = kind + JSON.stringify([wanted.timeframe, wanted.lanes ?? [], wanted.columns]);
    this.#subscriptions.set(room, { ...wanted, room });
    void socket.join(room);
  }

  /** Takes a socket out of the rooms that begin like this. */
  leave(socket: LiveSocket, prefix = LIVE_ROOM): void {
    for (const room of socket.rooms) if (room.startsWith(prefix)) void socket.leave(room);
  }

  /** A slice was decided: everybody gets what he asked for. */
  send(slice: AnnouncedSlice): void {
    for (const { view } of slice.pushed.rows) this.#said.set(view.timeframe, slice.said.signals);
    this.#forgetEmptyRooms();
    // Before anything is sent: what is sent now reaches nobody at once.
    const late = [...this.#server.sockets.sockets.values()].filter(isLate).map(({ id }) => id);
    for (const subscription of this.#subscriptions.values()) {
      for (const message of messagesOf(subscription, slice)) this.#toRoom(subscription.room, message, late);
    }
    const { rooms } = this.#server.sockets.adapter;
    const heard = rooms.has(LIVE_ROOM) || rooms.has(ALERT_ROOM);
    const toast = heard ? toastOf(slice, this.#live.run?.source.market ?? 'live') : null;
    if (toast) this.#server.to([LIVE_ROOM, ALERT_ROOM]).emit('alert_toast', toast);
  }

  /** The market has begun, or begun anew. */
  sendState(): void {
    this.#server.to(LIVE_ROOM).emit('live_state', stateOf(this.#live));
  }

  #toRoom(room: string, [event, payload]: Message, late: readonly string[]): void {
    const members = this.#server.sockets.adapter.rooms.get(room);
    const left = late.filter((id) => members?.has(id));
    for (const id of left) this.#behind.set(id, (this.#behind.get(id) ?? new Set()).add(room));
    const to = left.length > 0 ? this.#server.to(room).except(left) : this.#server.to(room);
    to.emit(event, payload as never);
  }

  /** Readers whom everything has reached that was sent to them get the newest of what they missed. */
  #catchUp(): void {
    for (const [id, rooms] of this.#behind) {
      const socket = this.#server.sockets.sockets.get(id);
      if (socket && isLate(socket)) continue;
      this.#behind.delete(id);
      if (!socket) continue;
      for (const room of rooms) {
        const subscription = this.#subscriptions.get(room);
        if (subscription && socket.rooms.has(room)) this.#sendNewest(socket, subscription);
      }
    }
  }

  #sendNewest(socket: LiveSocket, subscription: Subscription): void {
    const view = this.#live.run?.market?.views.get(subscription.timeframe);
    if (!view || view.rows === 0) return;
    const rows = { view, from: view.rows - 1, to: view.rows };
    const said = this.#said.get(subscription.timeframe) ?? [];
    const signals = said.filter(
      ({ row, timeframe }) => row === rows.from && timeframe === subscription.timeframe,
    );
    for (const [event, payload] of messagesWith(subscription, rows, signals)) {
      socket.emit(event, payload as never);
    }
  }

  #sendPrices(): void {
    const { run } = this.#live;
    const rooms = [...this.#subscriptions.keys()].filter((room) => room.startsWith('live:list:'));
    if (!run?.market || rooms.length === 0) return;
    // Volatile: prices of a second ago are not worth waiting for.
    this.#server.to(rooms).volatile.emit('live_prices', pricesOf(run));
  }

  #forgetEmptyRooms(): void {
    const { rooms } = this.#server.sockets.adapter;
    for (const room of this.#subscriptions.keys()) if (!rooms.has(room)) this.#subscriptions.delete(room);
  }
}

/** Whether something that was sent before still waits for the reader. */
function isLate({ conn }: LiveSocket): boolean {
  const { writeBuffer } = conn as unknown as { writeBuffer: readonly unknown[] };
  // One that polls cannot be written to between two of its questions: that is no sign of his being slow.
  return writeBuffer.length > 0 || (conn.transport.name === 'websocket' && !conn.transport.writable);
}

type Rows = AnnouncedSlice['pushed']['rows'][number];

function messagesOf(subscription: Subscription, { pushed, said }: AnnouncedSlice): Message[] {
  const rows = pushed.rows.find(({ view }) => view.timeframe === subscription.timeframe);
  return rows ? messagesWith(subscription, rows, said.signals) : [];
}

function messagesWith(
  { lanes, columns, timeframe }: Subscription,
  { view, from, to }: Rows,
  signals: AnnouncedSlice['said']['signals'],
): Message[] {
  if (!lanes) return [['watch_list', watchListOf(view, columns)]];
  const own = (one: { venue: string; symbol: string; timeframe: string }): boolean =>
    one.timeframe === timeframe &&
    lanes.some(({ venue, symbol }) => venue === one.venue && symbol === one.symbol);
  const update: MetricsUpdate = {
    ...{ source: 'live', session: null, state: null, trades: [], position: null },
    frames: lanes.map(({ venue, symbol }) => frameOf(view, view.lane(venue, symbol), from, to, columns)),
    events: view.events(from, to).filter(own),
    signals: signals.filter(own),
  };
  return partsOf(update).map((part) => ['metrics_update', part]);
}

/** What is announced to everybody: what alerts were made of, and the alerts in words. */
function toastOf({ pushed, said }: AnnouncedSlice, market: string): AlertToast | null {
  const alerts = said.alerts.filter(({ muted }) => muted !== 'off');
  if (alerts.length === 0) return null;
  const keys = new Set(alerts.map(keyOf));
  const signals = said.signals.filter((one) => keys.has(keyOf(one)));
  const events = pushed.rows.flatMap(({ view, from, to }) => [...view.events(from, to)]);
  return { source: 'live', session: null, signals, events, alerts: alerts.map((one) => noteOf(market, one)) };
}

const keyOf = ({ venue, symbol, timeframe, time, tier }: AlertDto | SignalRow): string =>
  `${venue} ${symbol} ${timeframe} ${time} ${tier}`;
